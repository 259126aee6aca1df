import { LLAVA_1_5_7B } from '../paper/published-configs.ts';
import { TINY_CONFIG } from '../testing/tiny-steps.ts';
import { blankBatch } from './blank-batch.ts';

test('texts of one length without padding', () => {
  const batch = blankBatch(TINY_CONFIG, { size: 2, length: 3, kind: 'classification' });
  expect(batch).toMatchObject({ size: 2, length: 3 });
  expect([...batch.attentionMask]).toEqual([1, 1, 1, 1, 1, 1]);
  expect(batch.tokenLabels).toBeUndefined();
  expect(batch.images).toBeUndefined();
});

test('a language model learns every token', () => {
  expect(blankBatch(TINY_CONFIG, { size: 2, length: 3, kind: 'causal-lm' }).tokenLabels).toHaveLength(6);
});

test("an image each for a model that sees, its features in place of a text's first tokens", () => {
  const { images } = blankBatch(LLAVA_1_5_7B, { size: 2, length: 600, kind: 'causal-lm' });
  expect(images?.shape).toEqual([2, 3, 336, 336]);
  const second = images?.places.subarray(600);
  expect([second?.[0], second?.[575], second?.[576]]).toEqual([576, 1151, -1]);
});
