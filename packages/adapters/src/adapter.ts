import type { Parameter } from '@lamella/engine';
import type { AdaptedLinear } from './kind/adapted-linear.ts';
import type { PlacedConfig } from './kinds/adapter-kinds.ts';

/** The weights that are trained: adapters in some layers and the head, everything, or the head alone. */
export type AdapterConfig =
  | PlacedConfig
  | { readonly kind: 'full' }
  | ({ readonly kind: 'head' } & Pick<PlacedConfig, 'trainsNewModules' | 'trainsPooler'>);

/** A model made ready for fine-tuning. */
export interface AdaptedModel {
  /** The trained weights in a fixed order: adapters by layer and target, biases, then the head; or all weights. */
  readonly trainable: readonly Parameter[];
  readonly linears: readonly AdaptedLinear[];
  /** Frozen weights that all adapters read; the adapted model's own. */
  readonly shared: readonly Parameter[];
  readonly config: AdapterConfig;
  /** Takes the adapters out again, frees them with what they share, and leaves the base weights as they were before. */
  remove(): void;
}
