import { writeRows } from '../testing/write-rows.ts';
import { humanEvalHelpers, readHumanEval } from './read-human-eval.ts';

test('readHumanEval names the fields', () => {
  const row = {
    task_id: 'HumanEval/7',
    prompt: 'def one():\n    """ One. """\n',
    entry_point: 'one',
    canonical_solution: '    return 1\n',
    test: 'def check(candidate):\n    assert candidate() == 1\n',
  };
  expect(readHumanEval(writeRows([row]))).toEqual([
    {
      id: 'HumanEval/7',
      prompt: row.prompt,
      entryPoint: 'one',
      canonicalSolution: '    return 1\n',
      test: row.test,
    },
  ]);
  const path = writeRows([{ ...row, entry_point: 7 }]);
  expect(() => readHumanEval(path)).toThrow(`Expected "entry_point" to be a text at ${path}:1, got 7.`);
});

describe('humanEvalHelpers', () => {
  const head = 'def f(x):\n    """Helps."""\n';

  test('are the functions before the one to complete, with their imports', () => {
    const helpers = 'import math\n\n\ndef poly(xs, x):\n    return 0\n\n\n';
    expect(humanEvalHelpers({ prompt: `${helpers}${head}`, entryPoint: 'f' })).toBe(helpers);
  });

  test.each([
    ['there are imports only', `import math\n\n${head}`],
    ['there is nothing', head],
    ['the function is not there', 'def g(x):\n'],
  ])('are none where %s', (_, prompt) => {
    expect(humanEvalHelpers({ prompt, entryPoint: 'f' })).toBe('');
  });
});
