import { resolveTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { TINY_CONFIG } from '../testing/tiny-steps.ts';
import { expectSeconds } from './expect-seconds.ts';
import type { StepShape } from './record-step.ts';

const yaml =
  'training: { epochs: 3, batchSize: 4, maxLength: 32, accumulation: { steps: 2 } }\nimportance: { samples: 50 }\n';
const sweep = { task: 'cola', layers: 0.5, rank: undefined, seed: 1 } as const;
const trialOf = (method: string) => resolveTrial(exampleSpec(yaml), { ...sweep, method }, 12);
const facts = { config: TINY_CONFIG, numTrain: 100, numScored: 10, meanLength: 9.6 };

const asked: StepShape[] = [];
/** A step of 8 examples takes 16 s: 2 s each. */
const costOf = (step: StepShape) => {
  asked.push(step);
  return { seconds: 16, cpuSeconds: 16, peakBytes: 2 ** 30 };
};

test('epochs, evaluations at two fifths, and importance, on texts of the mean length', () => {
  expect(expectSeconds(trialOf('all'), facts, costOf)).toBeCloseTo(2 * (3 * 100 + 0.4 * 4 * 10), 9);
  expect(expectSeconds(trialOf('cka'), facts, costOf)).toBeCloseTo(2 * (300 + 16 + 50), 9);
  const lengths = asked.map(({ batch }) => batch.length);
  expect(lengths).toEqual([10, 10, 10, 10]);
});

test('frozen layers whose output is kept run in the first epoch and the first evaluation alone', () => {
  const kept = (step: StepShape) => ({
    ...{ seconds: step.keepFrozenPrefix === 'auto' ? 12 : 16, cpuSeconds: 16, peakBytes: 2 ** 30 },
  });
  const plain = 2 * (3 * 100 + 0.4 * 4 * 10);
  expect(expectSeconds(trialOf('all'), facts, kept)).toBeCloseTo(plain - 0.5 * (2 * 100 + 3 * 10), 9);
});

test('of answers, whose lengths are not known, no time is known', () => {
  expect(expectSeconds(trialOf('all'), { ...facts, numScored: undefined }, costOf)).toBeUndefined();
});
