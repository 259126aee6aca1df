import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import type { TrialCell } from './collect-cells.ts';
import { trainingTable } from './training-table.ts';

const [trial] = expandSweep({ ...exampleSpec(), tasks: ['cola'] }, 8) as [ResolvedTrial];
const cell = (quiet?: boolean): TrialCell => {
  const result = doneResult(trial);
  const load = { start: 1, end: 1, ...(quiet !== undefined && { quiet }) };
  return {
    trial,
    layers: 2,
    state: 'done',
    result: { ...result, losses: [2, 1], run: { ...result.run, load } },
  };
};

test('seconds of machines that were not quiet, or of which it is not known, are called so', () => {
  expect(trainingTable([cell(true), cell(false), cell(), cell()])).toContain(
    '\n\nSeconds say little where the machine had other work: for 1 of 4 trainings it had, for 2 of 4 trainings it is not known whether it had.',
  );
  expect(trainingTable([cell(), cell()])).toContain(
    'the machine had other work: for 2 of 2 trainings it is not known whether it had.\n',
  );
  expect(trainingTable([cell(true)])).not.toContain('Seconds say');
  expect(trainingTable([])).toBe('');
});

test('a peak that may hold memory of earlier trainings is called that', () => {
  const one = cell(true);
  const { hasOwnPeak: _, ...cost } = one.result?.cost ?? doneResult(trial).cost;
  const shared = { ...one, ...(one.result && { result: { ...one.result, cost } }) };
  expect(trainingTable([shared])).toContain('| ≤ 256 |\n\n≤: memory may be in it that earlier trainings');
  expect(trainingTable([one])).not.toContain('≤');
});
