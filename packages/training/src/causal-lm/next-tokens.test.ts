import { type Batch, IGNORED_LABEL } from '@lamella/datasets';
import { countTokenLabels, nextTokenPlaces } from './next-tokens.ts';

const _ = IGNORED_LABEL;

/** Two rows of four tokens; only the labels matter here. */
function batchOf(tokenLabels: readonly number[]): Batch {
  const zeros = new Int32Array(8);
  return {
    size: 2,
    length: 4,
    inputIds: zeros,
    attentionMask: zeros,
    tokenTypeIds: zeros,
    labels: new Float32Array(2),
    tokenLabels: Int32Array.from(tokenLabels),
    weights: new Float32Array(2).fill(1),
    exampleIds: new Int32Array(2),
  };
}

test('each label is predicted at the position before it, except that of a row’s first token', () => {
  const { positions, targets, weights } = nextTokenPlaces(batchOf([9, _, 5, 6, _, 7, _, _]), 'prediction');
  expect([...positions]).toEqual([1, 2, 4, 0]);
  expect([...targets]).toEqual([5, 6, 7, 0]);
  expect([...weights]).toEqual([1, 1, 1, 0]);
  expect(countTokenLabels(batchOf([9, _, 5, 6, _, 7, _, _]))).toEqual({ labels: 4, predictions: 3 });
});

test('the predictions of an example can weigh 1 together', () => {
  const { weights } = nextTokenPlaces(batchOf([_, _, 5, 6, _, 7, _, _]), 'example');
  expect([...weights]).toEqual([0.5, 0.5, 1, 0]);
});

test('in packed rows the first label of every text is left out, and examples are told apart', () => {
  const packing = {
    segments: Int32Array.of(0, 0, 0, 1, 1, 2, 2, -1),
    positions: Int32Array.of(0, 1, 2, 0, 1, 0, 1, 0),
    starts: Int32Array.of(0, 3, 5),
  };
  const packed = {
    ...{ ...batchOf([9, 5, 6, 4, 7, _, 8, _]), size: 1, length: 8, packing },
    exampleIds: Int32Array.of(3, 1, 2),
  };
  const { positions, targets, weights } = nextTokenPlaces(packed, 'example');
  expect([...positions]).toEqual([0, 1, 3, 5]);
  expect([...targets]).toEqual([5, 6, 7, 8]);
  expect([...weights]).toEqual([0.5, 0.5, 1, 1]);
  expect(countTokenLabels(packed)).toEqual({ labels: 6, predictions: 4 });
});

test('places come in quarters of the batch, at least one', () => {
  expect(nextTokenPlaces(batchOf([_, _, _, _, _, _, _, _]), 'prediction').positions).toHaveLength(2);
  expect(nextTokenPlaces(batchOf([_, 1, 2, 3, _, 1, 2, 3]), 'prediction').positions).toHaveLength(6);
});

test('a batch without labels of tokens is refused', () => {
  const { tokenLabels: __, ...batch } = batchOf([_, _, _, _, _, _, _, _]);
  expect(() => nextTokenPlaces(batch, 'prediction')).toThrow(/^Expected a batch with labels of tokens/);
});
