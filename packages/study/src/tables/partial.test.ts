import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from './collect-cells.ts';
import { describePartial, partialSection } from './partial.ts';

/** Full fine-tuning, all layers, CKA and random layers at N 2 and 4, on CoLA and RTE, with two seeds: 24 trials. */
const cellsOf = (isDone: (cell: TrialCell) => boolean, more = ''): TrialCell[] =>
  expandSweep(exampleSpec(more), 8).map((trial) => {
    const { selection } = trial;
    const layers = selection !== null && 'count' in selection ? selection.count : 8;
    const cell: TrialCell = { trial, layers, state: 'missing' };
    return isDone(cell) ? { ...cell, state: 'done' } : cell;
  });

test('an experiment that is done is not partial', () => {
  expect(describePartial(cellsOf(() => true))).toBeUndefined();
});

test('methods that lack the same tasks and seeds share a line, with the number of trials', () => {
  const cells = cellsOf(({ trial: { task, method, seed } }) => {
    if (task === 'rte') return method === 'full';
    return method !== 'cka' || seed === 1;
  });
  expect(describePartial(cells)).toEqual({
    summary: '12 of 24 trials are done',
    missing: [
      'all; CKA, N 2; CKA, N 4; random, N 2; random, N 4: RTE, all seeds (10 trials)',
      'CKA, N 2; CKA, N 4: CoLA, seed 2 (2 trials)',
    ],
  });
});

test('all that every method lacks is said in a few words', () => {
  const { summary, missing } = describePartial(cellsOf(() => false)) ?? {};
  expect([summary, missing]).toEqual([
    '0 of 24 trials are done',
    ['all methods: all tasks, all seeds (24 trials)'],
  ]);
});

test('all methods are those that there are on a task', () => {
  const more = 'extraSweeps: [{ methods: [cka], tasks: [cola], layers: [3], seed: [1] }]\n';
  const cells = cellsOf(({ trial }) => trial.task === 'cola', more);
  expect(describePartial(cells)?.missing).toEqual(['all methods: RTE, all seeds (12 trials)']);
});

test('failed and outdated trials are not done', () => {
  const [first, second, ...others] = cellsOf(() => true);
  if (first === undefined || second === undefined) throw new Error('Expected trials');
  const cells: TrialCell[] = [{ ...first, state: 'failed' }, { ...second, state: 'outdated' }, ...others];
  expect(describePartial(cells)?.summary).toBe('22 of 24 trials are done');
});

test('many lines are cut, and what is left out is counted', () => {
  const seeds = Array.from({ length: 14 }, (_, i) => i + 1);
  const counts = [1, 2, 3, 4, 5, 6, 7];
  const sweep = `methods: [cka, random], tasks: [cola], layers: [${counts.join()}], seed: [${seeds.join()}]`;
  // Each method lacks another seed at each N.
  const cells = cellsOf(
    ({ trial: { method, seed }, layers }) => seed !== layers + (method === 'cka' ? 7 : 0),
    `extraSweeps: [{ ${sweep} }]\n`,
  );
  const { missing = [] } = describePartial(cells) ?? {};
  expect(missing).toHaveLength(13);
  expect(missing.at(-1)).toMatch(/^and \d+ trials more$/);
  const told = missing.map((line) => Number(/(\d+) trials?(?:\)| more)$/.exec(line)?.[1]));
  expect(told.reduce((sum, one) => sum + one, 0)).toBe(cells.filter(({ state }) => state !== 'done').length);
});

test('the section is a list', () => {
  expect(partialSection({ summary: '', missing: ['a (1 trial)', 'b (2 trials)'] })).toBe(
    '**Not done yet**, by methods, tasks and seeds\n\n- a (1 trial)\n- b (2 trials)\n',
  );
});
