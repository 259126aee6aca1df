import type { Parameter } from '@lamella/core/engine';
import type { LoraLinear } from './lora/linear.ts';

/** LoRA's settings (Hu et al. 2021), under the names that PEFT gives them. */
export interface LoraConfig {
  readonly kind: 'lora';
  /** The layers that get adapters, counted from 0. */
  readonly layers: readonly number[];
  /** Linear maps inside of each layer, such as `query` and `value`. */
  readonly targets: readonly string[];
  /** r */
  readonly rank: number;
  /** The update is scaled by alpha / rank. */
  readonly alpha: number;
  /** Probability of dropping an element of an adapter's input while training. */
  readonly dropout: number;
  /** Of the matrices A. */
  readonly seed: number | string;
}

/** What is trained: LoRA in some layers and the head, everything, or the head alone. */
export type AdapterConfig = LoraConfig | { readonly kind: 'full' } | { readonly kind: 'head' };

/** A model made ready for fine-tuning. */
export interface AdaptedModel {
  /** What is trained, in a fixed order: adapters by layer and target, then the head; or all weights. */
  readonly trainable: readonly Parameter[];
  readonly loraLinears: readonly LoraLinear[];
  readonly config: AdapterConfig;
  /** Takes the adapters out again, frees them and leaves the base weights as they were before. */
  remove(): void;
}
