import { chooseBatch } from './choose-batch.ts';

const gibibyte = 2 ** 30;
const peakBytes = (batchSize: number): number => gibibyte + batchSize * 0.25 * gibibyte;

test('the largest half of the step that takes at most 60 % of what is free', () => {
  expect(chooseBatch(32, { freeBytes: 16 * gibibyte, peakBytes }).value).toEqual({ batchSize: 32, steps: 1 });
  expect(chooseBatch(32, { freeBytes: 14 * gibibyte, peakBytes })).toEqual({
    value: { batchSize: 16, steps: 2 },
    why: 'a step is predicted to take 5.0 of 14.0 GiB that are free',
  });
  expect(chooseBatch(32, { freeBytes: 2.1 * gibibyte, peakBytes }).value).toEqual({
    batchSize: 1,
    steps: 32,
  });
});

test('what does not fit is said before anything is trained', () => {
  expect(() => chooseBatch(16, { freeBytes: gibibyte, peakBytes })).toThrow(
    'Expected at least 2.1 GiB of free memory for a step with one example, got 1.0 GiB.',
  );
});
