import { graderCases } from '../../testing/grader-cases.ts';
import { isMetamathFormula, isMetamathNumber, metamathNumber } from './metamath.ts';

test.each(graderCases.numbers)('the number of $completion is that of MetaMath’s script', (one) => {
  const number = one['metamath-number'];
  expect(metamathNumber(one.completion)).toBe(number);
  expect(isMetamathNumber(one.completion, one.answer)).toBe(number === Number(one.answer));
});

test.each(graderCases.formulas)('$completion is $answer to MetaMath’s script, or not', (one) => {
  expect(isMetamathFormula(one.completion, one.answer)).toBe(one['metamath-formula']);
});
