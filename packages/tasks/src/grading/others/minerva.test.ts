import { graderCases } from '../../testing/grader-cases.ts';
import { minervaEquivalent, minervaForm } from './minerva.ts';

test.each(graderCases.pairs)('$a and $b are equal as Minerva’s normalisation finds them', (one) => {
  expect(minervaEquivalent(one.a, one.b)).toBe(one.minerva);
});

test('what stands after the last equals sign, without dollar signs and units', () => {
  expect(minervaForm('y = 2x = $\\frac12$ dollars')).toBe('\\frac{1}{2}');
});
