import type { Batch } from '@lamella/datasets';
import { accumulationWeights } from './accumulation.ts';

function batchOf(tokenLabels?: readonly number[]): Batch {
  const zeros = new Int32Array(3);
  return {
    size: 1,
    length: 3,
    inputIds: zeros,
    attentionMask: zeros,
    tokenTypeIds: zeros,
    labels: new Float32Array(1),
    weights: new Float32Array(1).fill(1),
    exampleIds: new Int32Array(1),
    ...(tokenLabels !== undefined && { tokenLabels: Int32Array.from(tokenLabels) }),
  };
}

test('the mean, and the sum of gradients with the mean of losses', () => {
  const batches = [batchOf(), batchOf()];
  expect(accumulationWeights('mean', batches)).toEqual({ gradients: [0.5, 0.5], losses: [0.5, 0.5] });
  expect(accumulationWeights('sum', batches)).toEqual({ gradients: [1, 1], losses: [0.5, 0.5] });
});

test('by tokens, a micro-batch counts by its predictions, of all labels before they are shifted', () => {
  const { gradients, losses } = accumulationWeights('tokens', [batchOf([4, 5, 6]), batchOf([-100, -100, 7])]);
  expect(gradients).toEqual([2 / 4, 1 / 4]); // the label of the first token counts below the line only
  expect(losses).toEqual(gradients);
});

test('by tokens, classifiers count examples', () => {
  expect(accumulationWeights('tokens', [batchOf(), batchOf()]).gradients).toEqual([0.5, 0.5]);
});
