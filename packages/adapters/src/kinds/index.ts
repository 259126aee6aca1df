export type { AdapterKind, MapSize } from '../kind/adapter-kind.ts';
export {
  ADAPTER_KINDS,
  adapterKindNames,
  isConverted,
  isPlaced,
  kindOf,
  settingsOfKind,
  type AdapterKindName,
  type KindSettings,
  type PlacedConfig,
} from './adapter-kinds.ts';
