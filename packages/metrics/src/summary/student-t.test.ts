import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { noncentralT, studentT } from './student-t.ts';

// scipy.stats.t: degrees of freedom, ppf(0.975), cdf(-2.3)
test.each([
  [1, 12.706204736174694, 0.13054758708862277],
  [2, 4.302652729749462, 0.07407407407407408],
  [4, 2.7764451051977934, 0.04146951855619118],
  [29, 2.045229642132703, 0.014418616208827034],
])('%d degrees of freedom', (degreesOfFreedom, quantile, probability) => {
  expect(studentT.inv(0.975, degreesOfFreedom)).toBeCloseTo(quantile, 7);
  expect(studentT.cdf(-2.3, degreesOfFreedom)).toBeCloseTo(probability, 9);
});

const { noncentral } = readJsonFixture<PairedTests>('metrics/paired_tests.json');

test.each(noncentral)('as scipy.stats.nct: $t, $df, $nc', ({ t, df, nc, cdf }) => {
  expect(noncentralT.cdf(t, df, nc)).toBeCloseTo(cdf, 7);
});
