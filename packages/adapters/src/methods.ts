import type { AdapterMethod } from './kind/adapter-method.ts';
import type { AdapterKindName, PlacedConfig } from './kinds/adapter-kinds.ts';
import { loraMethod } from './lora/method.ts';
import { veraMethod } from './vera/method.ts';

/** Every kind of adapter with its engine: `kinds/` has the rest. */
export const ADAPTER_METHODS: Readonly<Record<AdapterKindName, AdapterMethod<PlacedConfig>>> = {
  lora: loraMethod,
  vera: veraMethod,
};

/** The method that makes and stores the adapters of a configuration. */
export function methodOf({ kind }: PlacedConfig): AdapterMethod<PlacedConfig> {
  return ADAPTER_METHODS[kind];
}
