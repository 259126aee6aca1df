import { messageOf } from '@lamella/core';
import { findSandbox, type Sandbox } from '@lamella/runners';
import { humanEvalBenchmark, withScores } from '@lamella/tasks';

const { sandbox, reason } = await findSandbox().then(
  (found: Sandbox) => ({ sandbox: found, reason: '' }),
  (error: unknown) => ({ sandbox: undefined, reason: messageOf(error) }),
);
const inSandbox = sandbox === undefined ? describe.skip : describe;

const benchmark = withScores(
  humanEvalBenchmark([
    {
      id: 'HumanEval/0',
      prompt: 'from math import floor\n\n\ndef half(x):\n    """Half of x."""\n',
      entryPoint: 'half',
      test: 'def check(candidate):\n    assert candidate(4) == 2\n',
      canonicalSolution: '',
    },
  ]),
  ['evalplus'],
);

inSandbox(`programs by two graders in the sandbox${reason && ` (${reason})`}`, () => {
  test.each([
    // EvalPlus puts nothing before an answer, and looks for Python where no block is marked.
    ['Sure:\n```python\ndef half(x):\n    return x / 2\n```', 1, 1],
    ['Here is the function.\ndef half(x):\n    return x / 2\nI hope it helps.', 0, 1],
    ['def half(x):\n    return floor(x / 2)', 1, 0],
    ['    return x / 2', 1, 0],
    ['def half(x):\n    return x', 0, 0],
  ])('%j', async (completion, own, evalplus) => {
    const [question] = benchmark.questions;
    if (question === undefined || benchmark.answeredBy === 'choice') throw new Error('no question');
    const { scores } = await benchmark.grade(question, completion, sandbox);
    expect(scores).toEqual({ passed: own, 'passed-evalplus': evalplus });
  });
});
