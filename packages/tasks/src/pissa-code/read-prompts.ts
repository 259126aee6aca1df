import { UserError } from '@lamella/core';
import { readRows, textOf } from '@lamella/datasets';

/** A prompt of PiSSA's test file. */
export interface PissaPrompt {
  /** The problem's id as EvalPlus writes it: `HumanEval/0`, `Mbpp/2`. */
  readonly id: string;
  /** All of the text before the answer. */
  readonly prompt: string;
}

/**
 * Reads the prompts of a benchmark in the test file of PiSSA's data set (fxmeng/pissa-dataset, python/test.json): rows of `type`,
 * `instruction` (the whole prompt, as PiSSA's gen_vllm.py gives it to the model) and `output` (the id of the problem).
 *
 * @throws UserError (exit code 2) if there are none; with file and line for a row that lacks a field
 */
export function readPissaPrompts(path: string, type: 'humaneval' | 'mbpp'): PissaPrompt[] {
  const rows = readRows(path);
  const own = rows.filter((row) => textOf(row, 'type') === type);
  if (own.length > 0)
    return own.map((row) => ({ id: textOf(row, 'output'), prompt: textOf(row, 'instruction') }));
  const types = [...new Set(rows.map((row) => textOf(row, 'type')))].join(', ');
  throw new UserError(`Expected rows of the type "${type}" in ${path}, got ${types || 'no row'}.`, {
    exitCode: 2,
  });
}
