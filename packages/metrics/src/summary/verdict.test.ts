import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { pairedDifference } from './paired-difference.ts';
import { judgeFamily } from './verdict.ts';

const { pairs } = readJsonFixture<PairedTests>('metrics/paired_tests.json');
const difference = (a: readonly number[], b: readonly number[]) =>
  pairedDifference(
    a.map((score) => ({ score })),
    b.map((score) => ({ score })),
  );
const clear = difference([0.9, 0.91, 0.92], [0.5, 0.52, 0.51]);
const vague = difference([0.9, 0.7, 0.8], [0.7, 0.8, 0.6]);
const close = difference([0.7, 0.712, 0.723], [0.701, 0.711, 0.722]);
const single = difference([0.9], [0.1]);

test('which of two is the better depends on the metric', () => {
  const verdictOf = (better: 'higher' | 'lower') => judgeFamily([{ difference: clear, better }])[0]?.verdict;
  expect([verdictOf('higher'), verdictOf('lower')]).toEqual(['better', 'worse']);
});

test('equivalent within the margin alone, undecided otherwise', () => {
  const verdicts = (margin?: number) =>
    judgeFamily([vague, close].map((one) => ({ difference: one, better: 'higher', margin }))).map(
      ({ verdict }) => verdict,
    );
  expect(verdicts()).toEqual(['undecided', 'undecided']);
  expect(verdicts(0.02)).toEqual(['undecided', 'equivalent']);
});

test('one seed yields no verdict, whatever the margin, and is not of the family', () => {
  const [told, untold] = judgeFamily(
    [clear, single].map((one) => ({ difference: one, better: 'higher', margin: 1 })),
  );
  expect(untold).toEqual({ adjustedP: NaN, adjustedEquivalenceP: NaN, verdict: 'undecided' });
  expect(told?.adjustedP).toBe(clear.pValue);
});

test('more comparisons ask for more', () => {
  // p is 0.018 alone, and 0.018 · 3 with two others
  const { a, b, p } = { a: [0.61, 0.63, 0.66], b: [0.57, 0.6, 0.61], p: 0.0202 };
  const one = { difference: difference(a, b), better: 'higher' } as const;
  expect(one.difference.pValue).toBeCloseTo(p, 3);
  const others = [vague, vague].map((each) => ({ difference: each, better: 'higher' }) as const);
  const [alone] = judgeFamily([one]);
  const [among] = judgeFamily([one, ...others]);
  expect([alone?.verdict, among?.verdict]).toEqual(['better', 'undecided']);
  expect(among?.adjustedP).toBeCloseTo(3 * one.difference.pValue, 12);
});

test('planned comparisons that are not there yet count as if they had shown nothing', () => {
  const of = (planned?: number) =>
    judgeFamily(
      [{ difference: clear, better: 'higher', margin: 1 }],
      planned === undefined ? {} : { planned },
    );
  const [alone, among] = [of()[0], of(4)[0]];
  expect(among?.adjustedP).toBeCloseTo(4 * clear.pValue, 12);
  expect(among?.adjustedEquivalenceP).toBeCloseTo(4 * (alone?.adjustedEquivalenceP ?? NaN), 12);
  // One that can't be told is one of the planned.
  const both = [single, clear].map((one) => ({ difference: one, better: 'higher' }) as const);
  expect(judgeFamily(both, { planned: 2 })[1]?.adjustedP).toBeCloseTo(2 * clear.pValue, 12);
});

test('published results: two seeds decide nothing', () => {
  const published = pairs.filter(({ name }) => name.startsWith('glue-minilm'));
  const family = published.map(({ a, b }) => ({ difference: difference(a, b), better: 'higher' }) as const);
  expect(judgeFamily(family).map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided']);
});
