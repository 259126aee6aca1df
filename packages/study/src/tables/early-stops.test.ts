import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import type { TrialCell } from './collect-cells.ts';
import { describeEarlyStop, earlyStopNote } from './early-stops.ts';

const stopped = {
  ...{ metric: 'matthews', patience: 1, epoch: 4, plannedEpochs: 10, score: 0.3 },
  best: { score: 0.5, epoch: 3 },
};

test('a note names the trainings that ended early', () => {
  const cells = expandSweep(exampleSpec(), 8).map((trial, index): TrialCell => {
    if (index === 0) return { trial, layers: 2, state: 'missing' };
    const result = doneResult(trial);
    return { trial, layers: 2, state: 'done', result: index === 1 ? { ...result, stopped } : result };
  });
  expect(earlyStopNote(cells)).toBe(
    `**Ended early**\n\n- ${cells[1]?.trial.id}: ended after epoch 4 of 10: an epoch without a better matthews\n`,
  );
  expect(earlyStopNote(cells.slice(2))).toBe('');
});

test('patience in words', () => {
  expect(describeEarlyStop({ ...stopped, patience: 2 })).toMatch(/: 2 epochs without a better matthews$/);
});
