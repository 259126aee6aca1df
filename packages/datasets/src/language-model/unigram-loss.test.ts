import { countTokens, unigramLoss } from './unigram-loss.ts';

const BLOCKS = { count: 1, length: 6, ids: Int32Array.of(0, 5, 5, 5, 6, 2) };

test('countTokens leaves special tokens out', () => {
  expect([...countTokens(BLOCKS, { vocabSize: 8, specialIds: [0, 1, 2] })]).toEqual([0, 0, 0, 0, 0, 3, 1, 0]);
});

test('unigramLoss is the mean negative logarithm of smoothed frequencies at predicted positions', () => {
  const counts = countTokens(BLOCKS, { vocabSize: 8, specialIds: [0, 1, 2] });
  const labels = Int32Array.of(-100, 5, -100, 7, -100, -100);
  const loss = unigramLoss(counts, [{ labels }]);
  // (3 + 1) / (4 + 8) for token 5, (0 + 1) / (4 + 8) for token 7.
  expect(loss).toBeCloseTo(-(Math.log(4 / 12) + Math.log(1 / 12)) / 2, 12);
});
