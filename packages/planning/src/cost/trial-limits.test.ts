import { type ResolvedTrial, resolveTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { TINY_CONFIG } from '../testing/tiny-steps.ts';
import { predictTrial, trialLimits } from './trial-limits.ts';

const yaml =
  'training: { epochs: 3, batchSize: 4, maxLength: 32, accumulation: { steps: 2 } }\nimportance: { samples: 50 }\n';
const trialOf = (method: string): ResolvedTrial =>
  resolveTrial(exampleSpec(yaml), { task: 'cola', method, layers: 0.5, rank: undefined, seed: 1 }, 12);

/** A step of 8 examples takes 16 s: 2 s each. */
const costOf = () => ({ seconds: 16, cpuSeconds: 16, peakBytes: 2 ** 30 });
const predict = (method: string, numScored?: number) =>
  predictTrial(trialOf(method), { config: TINY_CONFIG, numTrain: 100, numScored }, costOf);

test('time grows with epochs, examples that are scored and samples of importance', () => {
  expect(predict('all', 0)?.seconds).toBe(2 * 3 * 100);
  expect(predict('all', 10)?.seconds).toBe(2 * (3 * 110 + 10));
  expect(predict('cka', 10)?.seconds).toBe(2 * (3 * 110 + 10 + 4 * 50));
});

test('memory is that of a step and of the encoded examples', () => {
  expect(predict('all', 10)?.peakBytes).toBe(2 ** 30 + 110 * (500 + 16 * 32));
});

test('where answers are written the time is unknown, the memory is not', () => {
  expect(predict('all')).toEqual({ seconds: undefined, peakBytes: 2 ** 30 + 100 * (500 + 16 * 32) });
  expect(trialLimits({}, predict('all'))).toEqual({ memoryBytes: expect.any(Number) });
});

const predicted = { seconds: 1000, peakBytes: 2 ** 30 };

test.each([
  ['generous without a word', {}, predicted, { seconds: 3600 + 20_000, memoryBytes: 7 * 2 ** 30 }],
  ['a factor', { factor: 3 }, predicted, { seconds: 3000, memoryBytes: 3 * 2 ** 30 }],
  [
    'a factor of a trial of a second',
    { factor: 3 },
    { ...predicted, seconds: 1 },
    { seconds: 60, memoryBytes: 3 * 2 ** 30 },
  ],
  [
    'what the spec says counts',
    { minutes: 2, memory: '500 MiB', factor: 3 },
    predicted,
    { seconds: 120, memoryBytes: 500 * 2 ** 20 },
  ],
  ['one of both', { minutes: 2 }, predicted, { seconds: 120, memoryBytes: 7 * 2 ** 30 }],
  ['nothing is known', {}, undefined, {}],
  ['nothing is known, but the spec says', { memory: 1 }, undefined, { memoryBytes: 2 ** 30 }],
] as const)('limits: %s', (_, limits, prediction, expected) => {
  expect(trialLimits(limits, prediction)).toEqual(expected);
});
