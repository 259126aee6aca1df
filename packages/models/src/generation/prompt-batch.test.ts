import type { PixelImage } from '@lamella/core';
import { padPrompts, promptLength } from './prompt-batch.ts';

test('pads on the left and fills up with the last prompt', () => {
  const prompts = [[5, 6, 7, 8, 9, 10, 11], [3]].map((ids) => ({ ids, images: [] }));
  const batch = padPrompts(prompts, { size: 3, padId: 2 });
  expect(batch.length).toBe(8);
  expect([...batch.begin]).toEqual([1, 7, 7]);
  expect([...batch.inputIds.subarray(0, 8)]).toEqual([2, 5, 6, 7, 8, 9, 10, 11]);
  expect([...batch.attentionMask.subarray(8, 16)]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  expect([...batch.inputIds.subarray(16)]).toEqual([...batch.inputIds.subarray(8, 16)]);
});

test('images move with their tokens', () => {
  const image: PixelImage = { shape: [1, 1, 1], pixelValues: () => Float32Array.of(4) };
  const prompts = [{ ids: [1, 9, 9, 2, 3], images: [{ image, begin: 1, count: 2 }] }];
  const { images } = padPrompts(prompts, { size: 2, padId: 2 });
  expect(images?.shape).toEqual([1, 1, 1, 1]);
  const row = [-1, -1, -1, -1, 0, 1, -1, -1];
  expect([...(images?.places ?? [])]).toEqual([...row, ...row]);
});

test.each([
  [1, 8],
  [9, 16],
  [33, 40],
  [100, 112],
  [513, 640],
])('%i tokens are padded to %i', (longest, length) => expect(promptLength(longest)).toBe(length));

test('never shorter than asked for, and at most a fifth of a row beyond 32 tokens is padding', () => {
  for (let longest = 33; longest < 2000; longest++) {
    expect(promptLength(longest)).toBeGreaterThanOrEqual(longest);
    expect((promptLength(longest) - longest) / promptLength(longest)).toBeLessThan(0.2);
  }
});
