import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGsm8k } from './gsm8k.ts';
import { humanEvalHelpers, readHumanEval } from './human-eval.ts';
import { readMath } from './math.ts';
import { readMbpp } from './mbpp.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-benchmarks-'));

function write(rows: readonly object[], name = 'rows.jsonl'): string {
  const path = join(folder, name);
  const text = name.endsWith('.json')
    ? JSON.stringify(rows)
    : rows.map((row) => JSON.stringify(row)).join('\n');
  writeFileSync(path, text);
  return path;
}

describe('readGsm8k', () => {
  test('takes the number after the mark', () => {
    const path = write([
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
    const path = write([{ question: 'How many?', answer: 'It is 6.' }]);
    expect(() => readGsm8k(path)).toThrow(
      `Expected the answer at ${path}:1 to end with "#### " and a number, got "It is 6.".`,
    );
  });
});

describe('readMath', () => {
  const solution = 'First $\\boxed{1}$, so $\\boxed{\\frac{1}{2}}$.';

  test('finds the answer of the published form in the last box', () => {
    const path = write([{ problem: 'Half?', level: 'Level 2', type: 'Algebra', solution }]);
    expect(readMath(path)).toEqual([
      { id: 0, problem: 'Half?', solution, answer: '\\frac{1}{2}', level: 'Level 2', subject: 'Algebra' },
    ]);
  });

  test('takes the answer of the subset as it is', () => {
    const path = write([
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
    const noBox = write([{ problem: 'Half?', level: 'Level 2', type: 'Algebra', solution: '0.5' }]);
    expect(() => readMath(noBox)).toThrow(
      `Expected a \\boxed{answer} in the solution at ${noBox}:1, got none.`,
    );
    const noLevel = write([{ problem: 'Half?', type: 'Algebra', solution }]);
    expect(() => readMath(noLevel)).toThrow(`Expected "level" to be a text at ${noLevel}:1: no such field`);
  });
});

test('readHumanEval names the fields', () => {
  const row = {
    task_id: 'HumanEval/7',
    prompt: 'def one():\n    """ One. """\n',
    entry_point: 'one',
    canonical_solution: '    return 1\n',
    test: 'def check(candidate):\n    assert candidate() == 1\n',
  };
  expect(readHumanEval(write([row]))).toEqual([
    {
      id: 'HumanEval/7',
      prompt: row.prompt,
      entryPoint: 'one',
      canonicalSolution: '    return 1\n',
      test: row.test,
    },
  ]);
  const path = write([{ ...row, entry_point: 7 }]);
  expect(() => readHumanEval(path)).toThrow(`Expected "entry_point" to be a text at ${path}:1, got 7.`);
});

describe('readMbpp', () => {
  test('reads the full set, without carriage returns and challenge tests', () => {
    const path = write([
      {
        text: 'Add.',
        code: 'def add(a, b):\r\n  return a + b',
        task_id: 11,
        test_setup_code: 'two = 2\r\n',
        test_list: ['assert add(1, 1) == two'],
        challenge_test_list: ['assert add(9, 9) == 18'],
      },
    ]);
    expect(readMbpp(path)).toEqual([
      {
        id: 11,
        text: 'Add.',
        code: 'def add(a, b):\n  return a + b',
        testSetup: 'two = 2\n',
        tests: ['assert add(1, 1) == two'],
      },
    ]);
  });

  test('reads the sanitized set', () => {
    const row = {
      source_file: 'made up',
      task_id: 12,
      prompt: 'Root.',
      code: 'def root(x): return x ** 0.5',
      test_imports: ['import math'],
      test_list: ['assert math.isclose(root(4), 2)'],
    };
    expect(readMbpp(write([row], 'rows.json'))).toEqual([
      { id: 12, text: 'Root.', code: row.code, testSetup: 'import math', tests: row.test_list },
    ]);
    const path = write([{ ...row, test_list: 'assert True' }], 'rows.json');
    expect(() => readMbpp(path)).toThrow(
      `Expected "test_list" to be a list of texts at ${path}, row 1, got "assert True".`,
    );
  });
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
