import { CLAIMS, type ComparisonClaim, expandSweep, type VariantClaim } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from '../tables/collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
import { judgeComparison, judgeVariant } from './judge-comparison.ts';

const labels = Array.from({ length: 400 }, (_, i) => i % 2);

/** CKA in 4 of 8 layers and full fine-tuning on five seeds, right on so many of 400 items, and each seed wrong on others. */
function cellsOf(
  right: { readonly cka?: number; readonly full: number },
  { seeds = [1, 2, 3, 4, 5], change = 1 } = {},
): TrialCell[] {
  const spec = exampleSpec(
    `extraSweeps: [{ methods: [full, cka], layers: [4], seed: [${seeds.join(', ')}] }]\n`,
  );
  return expandSweep({ ...spec, tasks: ['rte'] }, 8)
    .filter(({ method, seed }) => Object.hasOwn(right, method) && seeds.includes(seed))
    .map((trial): TrialCell => {
      // Differences vary, as a test by their variance needs.
      const count =
        (right[trial.method as 'cka' | 'full'] ?? 0) +
        (trial.method === 'cka' ? change * (trial.seed - 3) : 0);
      const predictions = labels.map((label, i) => ((i + 7 * trial.seed) % 400 < count ? label : 1 - label));
      const result = doneResult(trial, { score: count / 400 });
      const cell = { trial, layers: trial.selection === null ? 8 : 4, state: 'done' } as const;
      return { ...cell, result: { ...result, predictions: { dev: { labels, predictions } } } };
    });
}

const claim: ComparisonClaim = {
  ...{ id: 'one', kind: 'comparison', claim: '', source: '', published: '', experiments: [] },
  ...{ method: 'cka', against: ['full'], expected: 'not worse', margin: 30 },
};

test('no worse: equivalent or better, and not if it is worse', () => {
  expect(judgeComparison(claim, cellsOf({ cka: 300, full: 300 }))).toEqual({
    ...{ state: 'reproduced', ours: '0.0' },
    why: '1 comparison: 1 equivalent (5 seeds).',
  });
  expect(judgeComparison(claim, cellsOf({ cka: 360, full: 200 }))).toMatchObject({
    ...{ state: 'reproduced', ours: '+40.0' },
    why: '1 comparison: 1 better (5 seeds).',
  });
  expect(judgeComparison(claim, cellsOf({ cka: 200, full: 360 }))).toMatchObject({
    ...{ state: 'not reproduced', ours: '−40.0' },
    why: '1 comparison: 1 worse (5 seeds).',
  });
});

test('better: an equivalent method speaks against it', () => {
  const better: ComparisonClaim = { ...claim, expected: 'better' };
  expect(judgeComparison(better, cellsOf({ cka: 360, full: 200 })).state).toBe('reproduced');
  expect(judgeComparison(better, cellsOf({ cka: 300, full: 300 })).state).toBe('not reproduced');
});

test('one seed decides nothing, and what would is told', () => {
  const one = judgeComparison(claim, cellsOf({ cka: 200, full: 360 }, { seeds: [1] }));
  expect(one).toMatchObject({ state: 'undecided', ours: '−40.5' });
  expect(one.why).toBe(
    '1 comparison: 1 undecided (1 seed). It takes more seeds, with at least 30 items each.',
  );
});

test('without results of both nothing was run', () => {
  expect(judgeComparison(claim, cellsOf({ full: 300 }))).toEqual({
    ...{ state: 'not run', ours: '' },
    why: 'No task and seed has both cka and full.',
  });
});

test('a variant holds if the method is equivalent with and without it', () => {
  const [variant] = CLAIMS.filter((one): one is VariantClaim => one.kind === 'variant');
  const wide = { ...(variant as VariantClaim), margin: 30 };
  const cells = cellsOf({ cka: 300, full: 300 });
  expect(judgeVariant(wide, cells, cellsOf({ cka: 300, full: 0 }, { change: 2 }))).toEqual({
    ...{ state: 'reproduced', ours: '0.00' },
    why: '1 comparison: 1 equivalent (5 seeds).',
  });
  expect(judgeVariant(wide, cells, cellsOf({ cka: 100, full: 0 }, { change: 2 }))).toMatchObject({
    ...{ state: 'not reproduced', ours: '−50.00' },
    why: '1 comparison: 1 worse (5 seeds).',
  });
});

test('a difference that is told from 0 but not from the margin decides nothing of the margin', () => {
  const cells = cellsOf({ cka: 200, full: 360 });
  expect(judgeComparison({ ...claim, margin: 39 }, cells)).toMatchObject({
    ...{ state: 'undecided', ours: '−40.0' },
    why: expect.stringContaining('1 worse'),
  });
  expect(judgeComparison({ ...claim, margin: 39, expected: 'better' }, cells).state).toBe('not reproduced');
});

test('where draws disagree, no number of seeds decides, and more draws might', () => {
  const spec = exampleSpec('controls: [{ random: 3 }]\n');
  const cells = expandSweep({ ...spec, tasks: ['rte'], sweep: { layers: [4], seed: [1, 2, 3] } }, 8)
    .filter(({ method, control }) => method === 'cka' || control?.draw !== undefined)
    .map((trial): TrialCell => {
      const { draw } = trial.control ?? {};
      // Draws are right on 160, 200 and 240 of 400 items, CKA on 200; seeds differ by one item.
      const count = draw === undefined ? 200 - trial.seed : 120 + 40 * draw.number + trial.seed;
      const predictions = labels.map((label, i) => (i < count ? label : 1 - label));
      const result = doneResult(trial, { score: count / 400 });
      return {
        ...{ trial, layers: 4, state: 'done' },
        result: { ...result, predictions: { dev: { predictions } } },
      };
    });
  expect(judgeComparison({ ...claim, against: ['random-draws'], margin: 1 }, cells)).toMatchObject({
    state: 'undecided',
    why: '1 comparison: 1 undecided (3 seeds). More than 1,000 seeds would be needed, or more items or draws.',
  });
});
