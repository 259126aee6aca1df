import { readRows, textOf } from '@lamella/datasets';

/** A function to complete from its head and its docstring. */
export interface HumanEvalProblem {
  /** `HumanEval/0`. */
  readonly id: string;
  /** Imports, the function's head and its docstring; a completion goes on from there. */
  readonly prompt: string;
  /** The name of the function. */
  readonly entryPoint: string;
  /** Python that defines `check(candidate)`. */
  readonly test: string;
  /** The body that the authors wrote. */
  readonly canonicalSolution: string;
}

/**
 * Reads HumanEval as its authors publish it (github.com/openai/human-eval): JSON Lines, plain or gzipped.
 *
 * @throws UserError with file and line for a row that lacks a field
 */
export function readHumanEval(path: string): HumanEvalProblem[] {
  return readRows(path).map((row) => ({
    id: textOf(row, 'task_id'),
    prompt: textOf(row, 'prompt'),
    entryPoint: textOf(row, 'entry_point'),
    test: textOf(row, 'test'),
    canonicalSolution: textOf(row, 'canonical_solution'),
  }));
}

/**
 * The functions that stand in the prompt before the one to complete, with their imports; empty where there are none. Some tests
 * find what is right by them (`poly`, `encode_cyclic`, `encode_shift`). A check needs its own: those of a program that a model
 * wrote may be anything.
 */
export function humanEvalHelpers({
  prompt,
  entryPoint,
}: Pick<HumanEvalProblem, 'prompt' | 'entryPoint'>): string {
  const before = prompt.slice(0, Math.max(0, prompt.lastIndexOf(`def ${entryPoint}(`)));
  return /^def /mu.test(before) ? before : '';
}
