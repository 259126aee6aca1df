import type { Verdict } from '@lamella/metrics';
import type { ComparedArms } from './compare-arms.ts';
import { exampleComparison } from '../testing/example-comparison.ts';
import { countVerdicts, verdictSummary, verdictWords } from './verdict-summary.ts';

const compared = (verdict: Verdict, difference: number): ComparedArms =>
  exampleComparison({ verdict, difference });

test('how many there are of each verdict, then the decided ones from the largest difference on', () => {
  const comparisons = [
    ...[compared('better', 0.051), compared('undecided', 0.3), compared('worse', -0.1234)],
    ...[compared('equivalent', 0.002), compared('undecided', -0.2)],
  ];
  expect(verdictSummary({ comparisons }).split('\n')).toEqual([
    'Verdicts of 5 comparisons: 1 better, 1 worse, 1 equivalent, 2 undecided',
    '  CKA is worse than FIM on RTE (−12.3)',
    '  CKA is better than FIM on RTE (+5.1)',
    '  CKA and FIM are equivalent on RTE (+0.2)',
  ]);
});

test('of many decided ones the first twelve', () => {
  const comparisons = Array.from({ length: 15 }, (_, i) => compared('better', 0.01 * (i + 1)));
  const lines = verdictSummary({ comparisons }).split('\n');
  expect(lines[1]).toContain('(+15.0)');
  expect(lines.slice(13)).toEqual(['  … and 3 more, in the report and in `lamella compare SPEC`']);
});

test('comparisons that nothing can be told of are counted apart, with the reason', () => {
  const lonely = { ...compared('undecided', 0.2), untold: 'one seed' } as const;
  expect(verdictSummary({ comparisons: [lonely, compared('undecided', 0.1), lonely] })).toBe(
    "Verdicts of 3 comparisons: 0 better, 0 worse, 0 equivalent, 1 undecided, 2 can't be told (one seed)",
  );
});

test('scores of several metrics are sorted by what is surest, whatever their unit', () => {
  const loss = { ...compared('better', -0.9), metric: 'mae', standardError: 0.4 };
  const lines = verdictSummary({ comparisons: [loss, compared('worse', -0.05)] }).split('\n');
  expect(lines.slice(1).map((line) => line.includes('worse'))).toEqual([true, false]);
});

test('those on the mean over tasks come after them', () => {
  const average = { ...compared('better', 0.02), taskTitle: 'the mean of 3 tasks' };
  expect(
    verdictSummary({ comparisons: [compared('undecided', 0.1)], averages: [average] }).split('\n'),
  ).toEqual([
    'Verdicts of 1 comparison: 0 better, 0 worse, 0 equivalent, 1 undecided',
    'Verdicts of 1 mean over tasks: 1 better, 0 worse, 0 equivalent, 0 undecided',
    '  CKA is better than FIM on the mean of 3 tasks (+2.0)',
  ]);
});

test('primary comparisons come before all, a line each with its numbers', () => {
  const own = {
    ...compared('undecided', -0.0312),
    ...{ adjustedP: 0.31, adjustedEquivalenceP: 0.0004, plannedSeeds: 3, isPrimary: true },
  };
  const lonely = { ...own, seeds: [1], untold: 'one seed', interval: [NaN, NaN] } as const;
  const primary = {
    ...{ planned: 3, comparisons: [own, lonely], changed: 'They were changed.' },
    missing: [{ arms: ['cka', 'all'] as const, on: 'cola' }],
  };
  const text = verdictSummary({ comparisons: [compared('better', 0.1)], level: 0.05, margin: 1, primary });
  expect(text.split('\n')).toEqual([
    'Primary comparisons, 3 (Holm over these alone, 5 %, margin 1):',
    '  CKA against FIM on RTE: undecided (−3.1, 95 % interval −5.0 to 0.0, p 0.310, p of equivalence below 0.001, 3 seeds)',
    '  CKA against FIM on RTE: undecided (one seed) (−3.1, 1 of 3 seeds so far)',
    '  cka against all on cola: no results yet',
    '  They were changed.',
    'Verdicts of 1 exploratory comparison: 1 better, 0 worse, 0 equivalent, 0 undecided',
    '  CKA is better than FIM on RTE (+10.0)',
  ]);
});

test('nothing is said of nothing', () => {
  expect(verdictSummary({ comparisons: [] })).toBe('');
  expect(countVerdicts([]).map(({ kind, count }) => `${kind} ${count}`)).toEqual([
    'better 0',
    'worse 0',
    'equivalent 0',
    'undecided 0',
  ]);
  expect(verdictWords(compared('worse', -1)).relation).toBe('is worse than');
});
