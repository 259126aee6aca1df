import type { Parameter, Tensor } from '@lamella/engine';
import type { Projection } from '@lamella/models';

/** A linear map with an adapter around it. */
export interface AdaptedLinear extends Projection {
  /** The trained weights, in PEFT's order. */
  readonly parameters: readonly Parameter[];
  /** The weight of the one linear map that computes the same without dropout, [out, in]. Caller disposes. */
  mergedWeight(): Tensor;
  /** Frees the adapter; the base stays, and so does what adapted maps share. */
  dispose(): void;
}

/**
 * Known values that adapters start from, instead of new ones; taken over.
 *
 * @param name of the parameter, such as `roberta.encoder.layer.3.attention.self.query.lora_A.weight`
 */
export type InitialValues = (name: string, shape: readonly number[]) => Tensor;
