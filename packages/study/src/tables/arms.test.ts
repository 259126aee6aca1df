import { type ExperimentSpec, expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from './collect-cells.ts';
import { armTitle, findReferences, pairArms, toArms } from './arms.ts';

const cellsOf = (spec: ExperimentSpec | string = ''): TrialCell[] =>
  expandSweep(typeof spec === 'string' ? exampleSpec(spec) : spec, 8).map((trial) => {
    const { selection } = trial;
    const layers = selection !== null && 'count' in selection ? selection.count : 8;
    return { trial, layers, state: 'missing' };
  });
const namesOf = (spec: ExperimentSpec | string = '', references?: readonly string[]): string[] => {
  const arms = toArms(cellsOf(spec));
  const pairs = pairArms(arms, references ?? findReferences(arms));
  return pairs.map((pair) => pair.map((arm) => armTitle(arm, arms)).join(' / '));
};

test('an arm has the trials of all tasks and seeds', () => {
  const arms = toArms(cellsOf());
  expect(arms.map((arm) => armTitle(arm, arms))).toEqual([
    ...['Full fine-tuning', 'all', 'CKA, N 2', 'CKA, N 4', 'random, N 2', 'random, N 4'],
  ]);
  expect(arms.map(({ cells }) => cells.length)).toEqual([4, 4, 4, 4, 4, 4]);
});

test('every pair once, in the order of the references, at the same N', () => {
  expect(namesOf('', ['full'])).toEqual([
    'all / Full fine-tuning',
    ...['CKA, N 2 / Full fine-tuning', 'CKA, N 4 / Full fine-tuning'],
    ...['random, N 2 / Full fine-tuning', 'random, N 4 / Full fine-tuning'],
  ]);
  // 5 with all, 2 with each random besides (full, CKA), 1 with each CKA besides (full)
  expect(namesOf()).toHaveLength(5 + 2 * 2 + 2 * 1);
  expect(namesOf()).toContain('CKA, N 4 / random, N 4');
  expect(namesOf()).not.toContain('CKA, N 4 / random, N 2');
});

test('the same rank, and what tells arms apart is said', () => {
  const swept = 'extraSweeps: [{ layers: [2], rank: [4], methods: [cka, random], seed: [1] }]\n';
  const pairs = namesOf(swept, ['random']);
  expect(pairs).toContain('CKA, N 2, rank 4 / random, N 2, rank 4');
  expect(pairs).toContain('Full fine-tuning / random, N 2, rank 4');
  expect(pairs).not.toContain('CKA, N 2, rank 4 / random, N 2, rank 8');
});

test("a method's own rank is compared with that of the others", () => {
  const spec = exampleSpec();
  const low = { tuning: 'lora', selection: 'all', adapter: { rank: 4 } } as const;
  const { all, cka } = spec.methods;
  const methods = { ...(all && { all }), low, ...(cka && { cka }) };
  expect(namesOf({ ...spec, methods }, ['low'])).toEqual(['all / low', 'CKA, N 2 / low', 'CKA, N 4 / low']);
});

test('a rank that the title says is not said again', () => {
  const swept = 'extraSweeps: [{ layers: [2], rank: [4], methods: [cka], seed: [1] }]\n';
  const arms = toArms(cellsOf(swept)).map((arm) => (arm.rank === 4 ? { ...arm, title: 'low, rank 4' } : arm));
  expect(arms.map((arm) => armTitle(arm, arms))).toContain('low, rank 4, N 2');
});

test('a setting that only one of them has is no difference', () => {
  const swept =
    'extraSweeps: [{ set: { importance.samples: [4, 8] }, methods: [cka, random], layers: [2] }]\n';
  const pairs = namesOf(swept, ['random']);
  expect(pairs).toContain('CKA, N 2, samples 4 / random, N 2');
  expect(pairs).toContain('CKA, N 2, samples 8 / random, N 2');
});

test('references are the usual selections that there are, without any the first method', () => {
  const arms = toArms(cellsOf());
  expect(findReferences(arms)).toEqual(['all', 'random', 'cka']);
  expect(findReferences(arms.filter(({ method }) => method === 'full'))).toEqual(['full']);
  expect(findReferences([])).toEqual([]);
});
