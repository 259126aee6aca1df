import { gradeByJudge } from '../testing/grade-first.ts';
import { humanEvalBenchmark } from './humaneval.ts';

const head = 'import math\n\n\ndef half(x):\n    """Half of x."""\n';
const humanEval = humanEvalBenchmark([
  {
    id: 'HumanEval/7',
    prompt: head,
    entryPoint: 'half',
    test: 'def check(f):\n    assert f(4) == 2',
    canonicalSolution: '',
  },
]);

test('a body goes on from the head of HumanEval’s function', async () => {
  const { grade: result, given } = await gradeByJudge(humanEval, '    return x / 2  # good\n');
  expect(given.program).toBe(`${head}    return x / 2  # good\n`);
  expect(given.check).toBe('def check(f):\n    assert f(4) == 2\ncheck(half)');
  expect(result).toEqual({ scores: { passed: 1 }, extracted: given.program, verdict: 'passed' });
});

test('a whole function takes the place of the head, whose imports stay', async () => {
  const answer =
    'Sure:\n```python\ndef half(x):\n    return x / 2\n\n# Example usage\nprint(half(3))\n```\nDone.';
  const { grade: result, given } = await gradeByJudge(humanEval, answer);
  expect(given.program).toBe('import math\n\n\ndef half(x):\n    return x / 2\n\n');
  expect(result).toMatchObject({ scores: { passed: 0 }, verdict: 'failed: AssertionError' });
});

test('functions of HumanEval’s prompt that a test uses are the check’s own', async () => {
  const helper = 'def double(x):\n    return 2 * x\n\n\n';
  const problem = { id: 'HumanEval/32', entryPoint: 'half', canonicalSolution: '' };
  const benchmark = humanEvalBenchmark([
    {
      ...problem,
      prompt: `${helper}${head.slice(head.indexOf('def'))}`,
      test: 'def check(f):\n    assert f(double(3)) == 3',
    },
  ]);
  const { given } = await gradeByJudge(benchmark, '    return x / 2');
  expect(given.check).toBe(`${helper}def check(f):\n    assert f(double(3)) == 3\ncheck(half)`);
});
