import { gradeByJudge, gradeFirst } from '../testing/grade-first.ts';
import { miniCodeBenchmark } from './task.ts';

const miniCode = miniCodeBenchmark([
  {
    id: 0,
    prompt: 'def f(x):\n    """Add 2."""',
    solution: '',
    tests: ['assert f(1) == 3'],
    kind: 'number',
    numSteps: 2,
  },
]);

test('mini-code’s program is the prompt and what follows', async () => {
  const { given } = await gradeByJudge(miniCode, '\n    return x + 2');
  expect(given).toEqual({
    program: 'def f(x):\n    """Add 2."""\n    return x + 2',
    check: 'assert f(1) == 3',
  });
  expect(miniCode.questions[0]?.groups).toEqual({ kind: 'number', steps: '2' });
});

test('nothing is run without a judge', async () => {
  await expect(gradeFirst(miniCode, '')).rejects.toThrow(/^Expected a judge/);
});
