import { IGNORED_LABEL } from './block-batches.ts';
import { nextTokenBatches } from './next-token-batches.ts';

const [BOS, EOS] = [1, 2];
const _ = IGNORED_LABEL;

test('labels are the tokens that follow in the block, special ones left out; filler blocks have none', () => {
  const blocks = { count: 3, length: 4, ids: Int32Array.of(BOS, 5, 6, EOS, BOS, 7, 8, 9, 10, EOS, BOS, 11) };
  const batches = [...nextTokenBatches(blocks, { batchSize: 2, specialIds: [0, BOS], seed: 1 })];
  expect(batches.map(({ labels }) => [...labels])).toEqual([
    [5, 6, EOS, _, 7, 8, 9, _],
    [EOS, _, 11, _, _, _, _, _],
  ]);
  expect(batches.flatMap(({ inputIds }) => [...inputIds])).toEqual([...blocks.ids, 10, EOS, BOS, 11]);
});

test('epochs are shuffled apart', () => {
  const blocks = { count: 40, length: 2, ids: Int32Array.from({ length: 80 }, (__, i) => 3 + i) };
  const orderOf = (epoch: number): number[] =>
    [
      ...nextTokenBatches(blocks, { batchSize: 8, specialIds: [], seed: 1, order: 'shuffled', epoch }),
    ].flatMap(({ labels }) => [...labels].filter((label) => label !== _));
  expect(orderOf(0)).toEqual(orderOf(0));
  expect(orderOf(0)).not.toEqual(orderOf(1));
  expect(orderOf(1).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (__, i) => 4 + 2 * i));
});
