import fc from 'fast-check';
import { mathAnswersAgree } from './math-answers-agree.ts';

test.each([
  ['\\frac12', '\\frac{1}{2}'],
  ['\\frac12', '1/2'],
  ['\\frac12', '0.5'],
  ['.5', '\\frac{5}{10}'],
  ['-\\frac{1}{2}', '\\frac{-1}{2}'],
  ['\\frac{1}{-2}', '-0.5'],
  ['(1, \\frac12)', '(1,0.5)'],
  ['[0,.5)', '[0, \\frac{1}{2})'],
  ['(1,.5),(2,3)', '(1,\\frac12), (2,3)'],
  ['\\{1, 2\\}', '\\left\\{1,2\\right\\}'],
  ['1,234', '1234'],
  ['5.00', '5'],
  ['x=5', '5'],
  ['10\\%', '10'],
  ['7 \\text{ feet}', '7'],
  ['\\text{(B)}', '(B)'],
  ['99\\pi \\text{ square inches}', '99\\pi'],
  ['99\\pi square inches', '99\\pi'],
  ['16n\\text{ sq ft}', '16n'],
  ['5\\text{cm}^2', '5'],
  ['3\\text{m}', '3'],
  ['7\\text{th}', '7'],
  ['\\frac{\\sqrt{6}}3', '\\frac{\\sqrt{6}}{3}'],
  ['\\frac\\pi2', '\\frac{\\pi}{2}'],
  ['2\\text{x}', '2x'],
])('%j agrees with %j', (a, b) => {
  expect(mathAnswersAgree(a, b)).toBe(true);
  expect(mathAnswersAgree(b, a)).toBe(true);
});

test.each([
  ['5', '-5'],
  ['(1,2)', '[1,2]'],
  ['(1,2)', '(2,1)'],
  ['(1,2)', '1,2'],
  ['1', '1,2'],
  ['2', '2x'],
  ['2', '2\\text{x}'],
  ['2', '2\\text{M}'],
  ['3m', '3'],
  ['2+2', '4'],
  ['x^2+y^2=1', '1'],
  ['0.\\overline{3}', '0.3'],
  ['\\frac{1}{3}', '0.33'],
  ['\\frac{1}{0}', '\\frac{2}{0}'],
  ['', ''],
  [null, null],
  ['5', null],
])('%j does not agree with %j', (a, b) => {
  expect(mathAnswersAgree(a, b)).toBe(false);
  expect(mathAnswersAgree(b, a)).toBe(false);
});

test('every way of writing a fraction agrees with the others, and with no other fraction', () => {
  const whole = fc.integer({ min: 0, max: 99 });
  const positive = fc.integer({ min: 1, max: 99 });
  fc.assert(
    fc.property(whole, positive, whole, (top, bottom, other) => {
      const fraction = `\\frac{${top}}{${bottom}}`;
      for (const form of [
        `${top}/${bottom}`,
        `\\dfrac {${top}} {${bottom}}`,
        `$${fraction}$.`,
        `x = ${fraction}`,
      ]) {
        expect(mathAnswersAgree(fraction, form)).toBe(true);
        expect(mathAnswersAgree(`${other}/${bottom}`, form)).toBe(other === top);
      }
    }),
  );
});

test('agreement is symmetric, and reflexive unless nothing is left', () => {
  const pieces = fc.constantFrom(
    '1',
    '2',
    '.',
    ',',
    '(',
    ')',
    '\\frac',
    '{',
    '}',
    'x',
    '=',
    '-',
    ' ',
    '\\text{',
    '%',
    '$',
  );
  const answer = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(answer, answer, (a, b) => {
      expect(mathAnswersAgree(a, b)).toBe(mathAnswersAgree(b, a));
      expect(mathAnswersAgree(`7${a}`, `7${a}`)).toBe(true);
    }),
  );
});
