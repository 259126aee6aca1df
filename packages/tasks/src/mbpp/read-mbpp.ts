import { numberOf, readRows, textOf, textsOf } from '@lamella/datasets';

/** A function to write from one sentence. */
export interface MbppProblem {
  readonly id: number;
  readonly text: string;
  /** The authors' solution. */
  readonly code: string;
  /** Python to run after the solution and before the tests: imports, or values that the tests use. May be empty. */
  readonly testSetup: string;
  /** Python assertions, one each. */
  readonly tests: readonly string[];
}

/**
 * Reads MBPP as its authors publish it (github.com/google-research/google-research/tree/master/mbpp): the full set
 * (JSON Lines with `text`, `test_setup_code`) or the sanitized one (a JSON list with `prompt`, `test_imports`).
 * The full set's challenge tests are left out, as in the paper's own evaluation.
 *
 * @returns carriage returns are removed
 * @throws UserError with file and line for a row that lacks a field
 */
export function readMbpp(path: string): MbppProblem[] {
  return readRows(path).map((row) => {
    const setup = 'test_setup_code' in row.fields ? [textOf(row, 'test_setup_code')] : [];
    return {
      id: numberOf(row, 'task_id'),
      text: unix(textOf(row, 'prompt' in row.fields ? 'prompt' : 'text')),
      code: unix(textOf(row, 'code')),
      testSetup: unix([...textsOf(row, 'test_imports', true), ...setup].join('\n')),
      tests: textsOf(row, 'test_list').map(unix),
    };
  });
}

/** The function that a problem asks for: the first one that its tests call and the authors' solution defines. */
export function mbppEntryPoint({ code, tests }: Pick<MbppProblem, 'code' | 'tests'>): string {
  const defined = new Set([...code.matchAll(/^(?:def|class) +(\w+)/gm)].map(([, name]) => name));
  const called = tests.flatMap((one) => [...one.matchAll(/\b([A-Za-z_]\w*) *\(/g)]);
  return called.find(([, name]) => defined.has(name))?.[1] ?? '';
}

function unix(text: string): string {
  return text.replaceAll('\r', '');
}
