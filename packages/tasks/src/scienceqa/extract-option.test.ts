import fc from 'fast-check';
import { extractOption } from './extract-option.ts';

test.each([
  ['B', 1],
  ['b', 1],
  ['B.', 1],
  ['(C)', 2],
  ['A: a magnet', 0],
  ['The answer is B.', 1],
  ['The answer is (D)', 3],
  ['Answer: C\nbecause A is too small', 2],
  ['First I thought the answer is A. Then: the answer is D.', 3],
  ['I choose option B', 1],
  ['It must be (B), as seen.', 1],
  ['The answer is **B**.', 1],
  ['**Answer:** B', 1],
  ['The answer is "B"', 1],
  ['The answer is B!', 1],
  ['The answer is A because it is small', 0],
  ['The answer is A magnet', 0],
  ['The answer is: option B', 1],
  ['Option B is correct', 1],
  ['I think B is right', 1],
  ['The answer is B. Option A is incorrect.', 1],
  ['The answer is (B); option C fails', 1],
  ['B\nOption A is wrong', 1],
  ['B is correct. Choice A shows a mammal.', 1],
  ['Option A is small, option B is large', null],
  ['B is the correct answer.', 1],
  ['\\boxed{B}', 1],
  ['The answer is $\\boxed{\\text{(C)}}$.', 2],
  ['So \\boxed{B}', 1],
  ['**B**', 1],
  ['"B"', 1],
  ['The answer is A or B', null],
  ['The answer is (A) or (B)', null],
  ['A or B', null],
  ['A, B', null],
  ['Anna is right', null],
  ['ANSWER IS: B', 1],
  ['My answer: I think (B)', 1],
  ['It is (A) or (B).', null],
  ['A cat is an animal', null],
  ['the answer is a cat', null],
  ['E', null],
  ['', null],
])('%j names option %j of 4', (text, option) => {
  expect(extractOption(text, 4)).toBe(option);
});

test('every letter of every question is found in every form', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 26 }), fc.nat(), (numChoices, seed) => {
      const index = seed % numChoices;
      const letter = String.fromCharCode(65 + index);
      for (const text of [letter, `(${letter})`, `${letter}. it is`, `Well.\nThe answer is ${letter}.`]) {
        expect(extractOption(text, numChoices)).toBe(index);
      }
    }),
  );
});

test.each([0, 27, 1.5])('%j choices are an error', (numChoices) => {
  expect(() => extractOption('A', numChoices)).toThrow(`Expected 1 to 26 choices, got ${numChoices}.`);
});
