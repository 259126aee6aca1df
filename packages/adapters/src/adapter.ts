import type { Parameter, Tensor } from '@lamella/engine';
import type { Projection } from '@lamella/models';
import type { LoraScaleSettings } from './patterns/index.ts';
import type { ResidualDense } from './residual.ts';

/**
 * How A and B start: `standard` as PEFT's default (A random, B zero); `pissa` from the largest singular values of the base,
 * which is left with the rest; `pissa_niter_N` the same by a fast randomised decomposition with N power iterations.
 */
export type LoraInit = 'standard' | 'pissa' | `pissa_niter_${string}`;

/** The settings of LoRA (Hu et al. 2021) and its kin, under the names that PEFT gives them. */
export interface LoraConfig extends LoraScaleSettings {
  readonly kind: 'lora';
  /** The layers that get adapters, counted from 0. */
  readonly layers: readonly number[];
  /** Linear maps inside of each layer, such as `query` and `value`. */
  readonly targets: readonly string[];
  /** Probability of dropping an element of an adapter's input while training. */
  readonly dropout: number;
  /** Of the matrices A, and of the fast decomposition. */
  readonly seed: number | string;
  /** rsLoRA (Kalajdzievski 2023): the update is scaled by alpha / √r, not by alpha / r. */
  readonly useRslora?: boolean;
  /** DoRA (Liu et al. 2024): the length of each row of the weight is trained apart from its direction. */
  readonly useDora?: boolean;
  /** `standard` unless given. */
  readonly init?: LoraInit;
  /** The paths of the adapted maps, where layers differ in their targets: all targets of all layers unless given. */
  readonly modules?: readonly string[];
  /** Whether the adapted maps' own biases are trained too; they are not unless given. */
  readonly bias?: 'lora_only';
  /** Endings of the paths of modules that are trained in full beside the adapters: those of the head unless given. */
  readonly savedModules?: readonly string[];
}

/** What is trained: LoRA in some layers and the head, everything, or the head alone. */
export type AdapterConfig = LoraConfig | { readonly kind: 'full' } | { readonly kind: 'head' };

/** A linear map with an adapter of LoRA's kind around it. */
export interface AdaptedLinear extends Projection {
  /** [R, in] */
  readonly a: Parameter;
  /** [out, R] */
  readonly b: Parameter;
  /** [out], DoRA's lengths of the rows. */
  readonly magnitude: Parameter | undefined;
  /** What PiSSA leaves of the base. */
  readonly residual: ResidualDense | undefined;
  /** What is trained, in PEFT's order: A, B, DoRA's magnitude. */
  readonly parameters: readonly Parameter[];
  /** The weight of the one linear map that computes the same without dropout, [out, in]. Caller disposes. */
  mergedWeight(): Tensor;
  /** Frees the adapter; the base stays. */
  dispose(): void;
}

/** A model made ready for fine-tuning. */
export interface AdaptedModel {
  /** What is trained, in a fixed order: adapters by layer and target, biases, then the head; or all weights. */
  readonly trainable: readonly Parameter[];
  readonly loraLinears: readonly AdaptedLinear[];
  readonly config: AdapterConfig;
  /** Takes the adapters out again, frees them and leaves the base weights as they were before. */
  remove(): void;
}
