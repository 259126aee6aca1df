import type { Batch } from '@lamella/datasets';
import { type Tensor, tf } from '@lamella/core/engine';

/** A batch as tensors: a model's inputs with the labels and the rows' weights. */
export interface BatchInputs {
  readonly [name: string]: Tensor;
  /** [B, T] int32 */
  readonly inputIds: Tensor;
  readonly attentionMask: Tensor;
  readonly tokenTypeIds: Tensor;
  /** [B]: class index or real target */
  readonly labels: Tensor;
  /** [B]: 1, or 0 for rows that only fill up a batch */
  readonly weights: Tensor;
}

/** Uploads a batch. Caller disposes the tensors. */
export function toInputs(batch: Batch): BatchInputs {
  const shape: [number, number] = [batch.size, batch.length];
  return {
    inputIds: tf.tensor2d(batch.inputIds, shape, 'int32'),
    attentionMask: tf.tensor2d(batch.attentionMask, shape, 'int32'),
    tokenTypeIds: tf.tensor2d(batch.tokenTypeIds, shape, 'int32'),
    labels: tf.tensor1d(batch.labels),
    weights: tf.tensor1d(batch.weights),
  };
}
