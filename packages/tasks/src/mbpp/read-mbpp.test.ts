import { writeRows } from '../testing/write-rows.ts';
import { readMbpp } from './read-mbpp.ts';

describe('readMbpp', () => {
  test('reads the full set, without carriage returns and challenge tests', () => {
    const path = writeRows([
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
    expect(readMbpp(writeRows([row], 'rows.json'))).toEqual([
      { id: 12, text: 'Root.', code: row.code, testSetup: 'import math', tests: row.test_list },
    ]);
    const path = writeRows([{ ...row, test_list: 'assert True' }], 'rows.json');
    expect(() => readMbpp(path)).toThrow(
      `Expected "test_list" to be a list of texts at ${path}, row 1, got "assert True".`,
    );
  });
});
