import type { EncodedExample } from '@lamella/datasets';
import { countEpochs, countSteps, epochSteps, stepsPerEpoch } from './epoch-steps.ts';
import { PLAIN_SETTINGS } from './testing/plain-settings.ts';

const examples: EncodedExample[] = Array.from({ length: 11 }, (_, id) => {
  const ids = new Array<number>(3 + (id % 4)).fill(5);
  return { id, ids, typeIds: ids.map(() => 0), label: 0 };
});
const settings = {
  ...PLAIN_SETTINGS,
  ...{ epochs: 3, batchSize: 2, learningRate: 1, sortWindow: 2 },
  accumulation: { steps: 2, mode: 'mean' },
} as const;

/** The examples of each step. */
function stepsOf(epoch: number, skip = 0): number[][] {
  const steps = [...epochSteps({ model: {} as never, examples, padId: 0 }, settings, { epoch, skip })];
  return steps.map((batches) => batches.flatMap(({ exampleIds }) => [...exampleIds]));
}

test('steps that are left out leave the others as they are', () => {
  const all = stepsOf(2);
  expect(all).toHaveLength(3);
  for (const skip of [0, 1, 2, 3]) expect(stepsOf(2, skip)).toEqual(all.slice(skip));
  expect(stepsOf(1)).not.toEqual(all);
});

test('the number of steps is that of groups of micro-batches', () => {
  expect(stepsPerEpoch(examples.length, settings)).toBe(3);
  expect(countSteps(examples.length, settings)).toBe(9);
  expect(countEpochs(examples.length, settings)).toBe(3);
  expect(stepsPerEpoch(4, settings)).toBe(1);
  expect(stepsPerEpoch(5, settings)).toBe(2);
});

test('a given number of steps takes the place of epochs, the last of which may be cut', () => {
  const epochsOf = (steps: number): number => countEpochs(examples.length, { ...settings, steps });
  expect([1, 3, 4, 10].map(epochsOf)).toEqual([1, 1, 2, 4]);
  expect(countSteps(examples.length, { ...settings, steps: 4 })).toBe(4);
});
