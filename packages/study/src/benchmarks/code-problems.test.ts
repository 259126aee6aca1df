import type { Benchmark, Grade, Judge, ProgramToJudge } from './benchmark.ts';
import { humanEvalBenchmark, mbppBenchmark, miniCodeBenchmark } from './code-problems.ts';

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
const mbpp = mbppBenchmark([
  {
    id: 11,
    text: 'Write a function to add.',
    code: '',
    testSetup: 'import sys',
    tests: ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'],
  },
]);
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

/** Grades by a judge that runs nothing: it passes programs that hold "good", and notes what it is given. */
async function grade(
  benchmark: Benchmark,
  completion: string,
): Promise<{ grade: Grade; given: ProgramToJudge }> {
  const given: ProgramToJudge[] = [];
  const judge: Judge = {
    judge: async (task) => {
      given.push(task);
      return task.program.includes('good')
        ? { verdict: 'passed', detail: '' }
        : { verdict: 'failed', detail: 'AssertionError' };
    },
  };
  const [question] = benchmark.questions;
  if (question === undefined) throw new Error('Expected a question');
  const result = await benchmark.grade(question, completion, judge);
  return { grade: result, given: given[0] as ProgramToJudge };
}

test('a body goes on from the head of HumanEval’s function', async () => {
  const { grade: result, given } = await grade(humanEval, '    return x / 2  # good\n');
  expect(given.program).toBe(`${head}    return x / 2  # good\n`);
  expect(given.check).toBe('def check(f):\n    assert f(4) == 2\ncheck(half)');
  expect(result).toEqual({ scores: { passed: 1 }, extracted: given.program, verdict: 'passed' });
});

test('a whole function takes the place of the head, whose imports stay', async () => {
  const answer =
    'Sure:\n```python\ndef half(x):\n    return x / 2\n\n# Example usage\nprint(half(3))\n```\nDone.';
  const { grade: result, given } = await grade(humanEval, answer);
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
  const { given } = await grade(benchmark, '    return x / 2');
  expect(given.check).toBe(`${helper}def check(f):\n    assert f(double(3)) == 3\ncheck(half)`);
});

test('MBPP shows one assertion and checks all', async () => {
  expect(mbpp.questions[0]?.prompt).toContain(
    'Write a function to add.\nYour code should pass this test:\nassert add(1, 2) == 3\n',
  );
  const { given } = await grade(
    mbpp,
    "```\ndef add(a, b):\r\n    return a + b\n\nif __name__ == '__main__':\n    add()",
  );
  expect(given).toEqual({
    program: 'def add(a, b):\n    return a + b\n\n',
    check: 'import sys\nassert add(1, 2) == 3\nassert add(0, 0) == 0',
  });
});

test('mini-code’s program is the prompt and what follows', async () => {
  const { given } = await grade(miniCode, '\n    return x + 2');
  expect(given).toEqual({
    program: 'def f(x):\n    """Add 2."""\n    return x + 2',
    check: 'assert f(1) == 3',
  });
  expect(miniCode.questions[0]?.groups).toEqual({ kind: 'number', steps: '2' });
});

test('nothing is run without a judge', async () => {
  const [question] = miniCode.questions;
  if (question === undefined) throw new Error('Expected a question');
  await expect(miniCode.grade(question, '', undefined)).rejects.toThrow(/^Expected a judge/);
});
