import { Random } from '@lamella/core';
import type { Batch } from '@lamella/datasets';

/** Tokens below this one are special. */
const FIRST_TOKEN = 5;

/** Random tokens without padding, of two classes. */
export function randomBatch(shape: {
  readonly batch: number;
  readonly tokens: number;
  readonly vocab: number;
}): Batch {
  const { batch, tokens, vocab } = shape;
  const random = new Random('batch');
  return {
    size: batch,
    length: tokens,
    inputIds: Int32Array.from(
      { length: batch * tokens },
      () => FIRST_TOKEN + random.int(vocab - FIRST_TOKEN),
    ),
    attentionMask: new Int32Array(batch * tokens).fill(1),
    tokenTypeIds: new Int32Array(batch * tokens),
    labels: Float32Array.from({ length: batch }, () => random.int(2)),
    weights: new Float32Array(batch).fill(1),
    exampleIds: Int32Array.from({ length: batch }, (_, i) => i),
  };
}

/** The same with every token to be predicted from those before it. */
export function languageModelBatch(shape: Parameters<typeof randomBatch>[0]): Batch {
  const batch = randomBatch(shape);
  return { ...batch, tokenLabels: Int32Array.from(batch.inputIds) };
}
