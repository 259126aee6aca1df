import { type Tensor, tf } from '@lamella/engine';
import { IGNORED_LABEL, type LanguageModelBatch } from '@lamella/datasets';
import { fillPlaces } from '../token-places.ts';

/** A batch of language modelling as tensors; P is the fixed number of places for predictions. */
export interface LanguageModelInputs {
  readonly [name: string]: Tensor;
  /** [B, T] */
  readonly inputIds: Tensor;
  readonly attentionMask: Tensor;
  /** [P]: which of the B·T tokens are predicted */
  readonly positions: Tensor;
  /** [P]: what to predict there */
  readonly targets: Tensor;
  /** [P]: 1, or 0 for places that are not needed */
  readonly weights: Tensor;
}

/**
 * Uploads a batch, with the predicted positions gathered into a fixed number of places, so that the output layer runs on these
 * alone and the shapes never change.
 *
 * @param share of all tokens that there are places for; predictions beyond that are left out
 */
export function toLanguageModelInputs(batch: LanguageModelBatch, share: number): LanguageModelInputs {
  const shape: [number, number] = [batch.size, batch.length];
  const numPlaces = Math.ceil(batch.size * batch.length * share);
  const { positions, targets, weights } = fillPlaces(
    [...batch.labels.entries()].filter(([, label]) => label !== IGNORED_LABEL),
    numPlaces,
  );
  return {
    inputIds: tf.tensor2d(batch.inputIds, shape, 'int32'),
    attentionMask: tf.tensor2d(batch.attentionMask, shape, 'int32'),
    positions: tf.tensor1d(positions, 'int32'),
    targets: tf.tensor1d(targets, 'int32'),
    weights: tf.tensor1d(weights),
  };
}
