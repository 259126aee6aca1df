import { gradeByJudge } from '../testing/grade-first.ts';
import { mbppBenchmark } from './mbpp.ts';

const mbpp = mbppBenchmark([
  {
    id: 11,
    text: 'Write a function to add.',
    code: '',
    testSetup: 'import sys',
    tests: ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'],
  },
]);

test('MBPP shows one assertion and checks all', async () => {
  expect(mbpp.questions[0]?.prompt).toContain(
    'Write a function to add.\nYour code should pass this test:\nassert add(1, 2) == 3\n',
  );
  const { given } = await gradeByJudge(
    mbpp,
    "```\ndef add(a, b):\r\n    return a + b\n\nif __name__ == '__main__':\n    add()",
  );
  expect(given).toEqual({
    program: 'def add(a, b):\n    return a + b\n\n',
    check: 'import sys\nassert add(1, 2) == 3\nassert add(0, 0) == 0',
  });
});
