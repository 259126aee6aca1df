import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { equivalenceP } from './equivalence.ts';
import { pairedDifference } from './paired-difference.ts';

const { pairs } = readJsonFixture<PairedTests>('metrics/paired_tests.json');
const bySeed = (scores: readonly number[]) => scores.map((score) => ({ score }));

test.each(pairs)('as statsmodels’ ttost_paired: $name', ({ a, b, margin, equivalence_p }) => {
  expect(equivalenceP(pairedDifference(bySeed(a), bySeed(b)), margin)).toBeCloseTo(equivalence_p, 8);
});

test('one seed is never equivalent', () => {
  expect(equivalenceP(pairedDifference(bySeed([0.5]), bySeed([0.5])), 1)).toBeNaN();
});
