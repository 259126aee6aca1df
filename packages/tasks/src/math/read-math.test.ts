import { writeRows } from '../testing/write-rows.ts';
import { readMath } from './read-math.ts';

describe('readMath', () => {
  const solution = 'First $\\boxed{1}$, so $\\boxed{\\frac{1}{2}}$.';

  test('finds the answer of the published form in the last box', () => {
    const path = writeRows([{ problem: 'Half?', level: 'Level 2', type: 'Algebra', solution }]);
    expect(readMath(path)).toEqual([
      { id: 0, problem: 'Half?', solution, answer: '\\frac{1}{2}', level: 'Level 2', subject: 'Algebra' },
    ]);
  });

  test('takes the answer of the subset as it is', () => {
    const path = writeRows([
      {
        problem: 'Half?',
        solution,
        answer: '0.5',
        subject: 'Algebra',
        level: 3,
        unique_id: 'test/algebra/1.json',
      },
    ]);
    expect(readMath(path)).toEqual([
      {
        id: 'test/algebra/1.json',
        problem: 'Half?',
        solution,
        answer: '0.5',
        level: 'Level 3',
        subject: 'Algebra',
      },
    ]);
  });

  test('a solution without a box and a row without a level are errors', () => {
    const noBox = writeRows([{ problem: 'Half?', level: 'Level 2', type: 'Algebra', solution: '0.5' }]);
    expect(() => readMath(noBox)).toThrow(
      `Expected a \\boxed{answer} in the solution at ${noBox}:1, got none.`,
    );
    const noLevel = writeRows([{ problem: 'Half?', type: 'Algebra', solution }]);
    expect(() => readMath(noLevel)).toThrow(`Expected "level" to be a text at ${noLevel}:1: no such field`);
  });
});
