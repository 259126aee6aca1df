import { type CostClaim, expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from '../tables/collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
import { judgeCost } from './judge-cost.ts';

const claim: CostClaim = {
  ...{ id: 'one', kind: 'cost', claim: '', source: '', published: '', experiments: [] },
  ...{ of: 'seconds', method: 'cka', against: 'full', factor: 1.2 },
};

/** CKA in 4 of 8 layers with two ranks and full fine-tuning, with seconds per step by seed. */
function cellsOf(ratios: readonly number[], quiet?: boolean): TrialCell[] {
  const spec = exampleSpec('extraSweeps: [{ methods: [full, cka], layers: [4], seed: [1, 2] }]\n');
  return expandSweep({ ...spec, tasks: ['rte'] }, 8)
    .filter(({ method, seed }) => ['cka', 'full'].includes(method) && seed <= ratios.length)
    .map((trial): TrialCell => {
      const result = doneResult({ ...trial, adapter: null } as typeof trial);
      const secondsPerStep = trial.method === 'full' ? (ratios[trial.seed - 1] ?? 0) : 1;
      const load = quiet === undefined ? {} : { load: { start: 0, end: 0, quiet } };
      return {
        ...{ trial: { ...trial, adapter: null } as typeof trial, state: 'done' },
        layers: trial.selection === null ? 8 : 4,
        result: { ...result, cost: { ...result.cost, secondsPerStep }, run: { ...result.run, ...load } },
      };
    });
}

test('all ratios, none, or some reach the factor', () => {
  expect(judgeCost(claim, cellsOf([1.2, 1.4], true))).toEqual({
    ...{ state: 'reproduced', ours: '1.20 to 1.40 ×' },
    why: '4 of 4 ratios are 1.2 or more.',
  });
  expect(judgeCost(claim, cellsOf([1.1, 1], true)).state).toBe('not reproduced');
  expect(judgeCost(claim, cellsOf([1.1, 1.3], true)).state).toBe('undecided');
});

test('a machine that was busy, or may have been, says nothing', () => {
  const busy = { state: 'not comparable', ours: '' };
  expect(judgeCost(claim, cellsOf([1.2, 1.4], false))).toMatchObject(busy);
  expect(judgeCost(claim, cellsOf([1.2, 1.4]))).toEqual({
    ...busy,
    why: 'Of 8 trials 0 are known to have had the machine to themselves.',
  });
});

test('memory is compared where peaks are of single trials, whatever else the machine did', () => {
  const memory = { ...claim, of: 'memory' } as const;
  const cells = cellsOf([1, 1], false);
  const peaks = cells.map((cell): TrialCell => {
    const { trial, result } = cell;
    if (result === undefined) return cell;
    const cost = { ...result.cost, peakMemoryBytes: trial.method === 'full' ? 150 : 100 };
    return { ...cell, result: { ...result, cost } };
  });
  const [first, ...others] = peaks.map(({ result, ...cell }): TrialCell => {
    const { hasOwnPeak: _, ...cost } = result?.cost ?? {};
    return { ...cell, ...(result && { result: { ...result, cost: cost as typeof result.cost } }) };
  });
  expect(judgeCost(memory, peaks)).toMatchObject({ state: 'reproduced', ours: '1.50 to 1.50 ×' });
  expect(judgeCost(memory, first === undefined ? others : [first, ...peaks.slice(1)])).toMatchObject({
    state: 'not comparable',
    why: 'Of 8 trials 6 are known to have a peak of their own.',
  });
});

test('without results nothing was run', () => {
  expect(judgeCost(claim, []).state).toBe('not run');
});
