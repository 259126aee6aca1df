import { graderCases } from '../../testing/grader-cases.ts';
import { hendrycksEquivalent } from './hendrycks.ts';

test.each(graderCases.pairs)('$a and $b are equal as Hendrycks’ script finds them', (one) => {
  expect(hendrycksEquivalent(one.a, one.b)).toBe(one.hendrycks);
  expect(hendrycksEquivalent(one.a, one.b, 'refused')).toBe(one['hendrycks-copied']);
});
