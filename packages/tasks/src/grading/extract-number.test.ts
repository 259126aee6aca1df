import fc from 'fast-check';
import { extractAnswerStrict, extractLastNumber, extractStatedAnswer } from './extract-number.ts';

const WORDS = fc.stringMatching(/^[a-z ]{0,30}$/);

function withCommas(value: number): string {
  return value.toLocaleString('en-US');
}

test.each([
  ['He has 3 + 4 = 7 pens.\nThe answer is: 7', '7'],
  ['so 7.\n#### 1,234\nThe answer is: 1,234', '1234'],
  ['#### 18', '18'],
  ['####18', '18'],
  ['The answer is: $5.50.', '5.50'],
  ['The answer is: -3', '-3'],
  ['The answer is: −3', '-3'],
  ['The answer is: -$40', '-40'],
  ['The answer is: $-40', '-40'],
  ['The answer is: \\$1{,}200', '1200'],
  ['The answer is: 75%', '75'],
  ['The answer is: 3/4 of it', '3/4'],
  ['The answer is: \\frac{3}{4}', '3/4'],
  ['The answer is: .5', '0.5'],
  ['The answer is: 12.\nNext: 13', '12'],
  ['The answer is: x = 9 apples, not 10', '9'],
  ['The answer is: 1\n\nQuestion 2. The answer is: 5', '5'],
  ['The answer is:\n\n6', '6'],
  ['The answer is 7', null],
  ['7', null],
  ['The answer is: none', null],
  ['The answer is:', null],
  ['', null],
])('the stated number of %j is %j', (text, number) => {
  expect(extractAnswerStrict(text)).toBe(number);
});

test.each([
  ['16-3 = 13', '13'],
  ['16-3', '3'],
  ['from (5)-2', '2'],
  ['it fell to -2.', '-2'],
  ['it is 1,000,000 in 2 years', '2'],
  ['one of 1,2,3', '3'],
  ['of 12,34', '34'],
  ['costs $1,299.99.', '1299.99'],
  ['half: 1/2', '1/2'],
  ['version 1.2.3', '3'],
  ['no number', null],
])('the last number of %j is %j', (text, number) => {
  expect(extractLastNumber(text)).toBe(number);
});

test.each([
  ['so.\nThe answer is: \\frac{1}{2}.', '\\frac{1}{2}'],
  ['The answer is: (1, 2).\nDone.', '(1, 2)'],
  ['The answer is: a\n\nb', 'a'],
  ['a', null],
])('%j states %j', (text, stated) => {
  expect(extractStatedAnswer(text)).toBe(stated);
});

test('any whole number is found again, with or without commas, whatever words stand around it', () => {
  fc.assert(
    fc.property(fc.integer(), WORDS, WORDS, fc.boolean(), (value, before, after, isGrouped) => {
      const number = isGrouped ? withCommas(value) : String(value);
      expect(extractAnswerStrict(`${before} 99\nThe answer is: ${number}.\n${after}`)).toBe(String(value));
      expect(extractLastNumber(`${before} 99 and ${number} ${after}.`)).toBe(String(value));
    }),
  );
});
