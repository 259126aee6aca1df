import { writeRows } from '../testing/write-rows.ts';
import { readGsm8k } from './read-gsm8k.ts';

describe('readGsm8k', () => {
  test('takes the number after the mark', () => {
    const path = writeRows([
      { question: 'How many pens?', answer: 'Two boxes of 3 are <<2*3=6>>6.\n#### 6' },
      { question: 'How much?', answer: 'Much.\n#### 1,234' },
      { question: 'How warm?', answer: 'Cold.\n#### -2.5' },
    ]);
    expect(readGsm8k(path).map(({ id, answer }) => [id, answer])).toEqual([
      [0, '6'],
      [1, '1234'],
      [2, '-2.5'],
    ]);
    expect(readGsm8k(path)[0]).toEqual({
      id: 0,
      question: 'How many pens?',
      solution: 'Two boxes of 3 are <<2*3=6>>6.\n#### 6',
      answer: '6',
    });
  });

  test('an answer without the mark is an error', () => {
    const path = writeRows([{ question: 'How many?', answer: 'It is 6.' }]);
    expect(() => readGsm8k(path)).toThrow(
      `Expected the answer at ${path}:1 to end with "#### " and a number, got "It is 6.".`,
    );
  });
});
