import { Random } from '@lamella/core';
import type { InstructionExample } from '@lamella/datasets';
import { INPUTS, OPERATIONS, type Operation, type Value, type ValueKind, VARIABLES } from './operations.ts';

/** Part of the seed: a change of any text is a new version. */
export const MINI_CODE_VERSION = 1;

const TRAIN_ROWS = 4000;
const DEV_ROWS = 300;
/** Attempts at a function that occurs nowhere else. */
const MAX_ATTEMPTS = 1000;
const KINDS: readonly ValueKind[] = ['number', 'list', 'text'];
const NAMES = ['solve', 'change', 'work', 'make'];

/** A function to be written after its docstring. */
export interface MiniCodeProblem {
  readonly id: number;
  /** The first line and the docstring, without the line break after it. */
  readonly prompt: string;
  /** The body, as the generator writes it. */
  readonly solution: string;
  /** Python assertions that a model never sees. */
  readonly tests: readonly string[];
  readonly kind: ValueKind;
  /** Operations that it takes: 2 or 3. */
  readonly numSteps: number;
}

/** The splits of mini-code. */
export interface MiniCode {
  readonly train: readonly InstructionExample[];
  readonly dev: readonly MiniCodeProblem[];
}

/** Functions of two or three operations on a number, a list or a text: small, synthetic, the same everywhere, none of them twice. */
export function miniCode(): MiniCode {
  const seen = new Set<string>();
  const dev = makeProblems('dev', DEV_ROWS, seen);
  const train = makeProblems('train', TRAIN_ROWS, seen);
  return { dev, train: train.map(({ id, prompt, solution }) => ({ id, prompt, target: solution })) };
}

function makeProblems(split: string, rows: number, seen: Set<string>): MiniCodeProblem[] {
  const random = Random.fork(`mini-code/${MINI_CODE_VERSION}`, split);
  return Array.from({ length: rows }, (_, id) => {
    const kind = KINDS[id % KINDS.length] as ValueKind;
    const numSteps = 2 + (Math.floor(id / KINDS.length) % 2);
    return { id, ...makeNew(random, { kind, numSteps }, seen) };
  });
}

type Shape = Pick<MiniCodeProblem, 'kind' | 'numSteps'>;

function makeNew(random: Random, shape: Shape, seen: Set<string>): Omit<MiniCodeProblem, 'id'> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const operations = Array.from({ length: shape.numSteps }, () =>
      random.pick(OPERATIONS[shape.kind])(random),
    );
    const name = random.pick(NAMES);
    const key = `${name} ${shape.kind} ${operations.map(({ words }) => words).join(', ')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    return { ...shape, ...write(name, shape.kind, operations) };
  }
  throw new Error(`Expected a new function of ${shape.numSteps} steps within ${MAX_ATTEMPTS} attempts`);
}

function write(
  name: string,
  kind: ValueKind,
  operations: readonly Operation[],
): Pick<MiniCodeProblem, 'prompt' | 'solution' | 'tests'> {
  const variable = VARIABLES[kind];
  const docstring = capital(operations.map(({ words }) => words).join(', then '));
  const body = [...operations.map(({ python }) => `${variable} = ${python}`), `return ${variable}`];
  const tests = INPUTS[kind].map((input) => {
    const output = operations.reduce((value, { apply }) => apply(value), input);
    return `assert ${name}(${toPython(input)}) == ${toPython(output)}`;
  });
  return {
    prompt: `def ${name}(${variable}):\n    """${docstring}."""`,
    // The line break is the answer's: tokenizers join it with the spaces that follow.
    solution: body.map((line) => `\n    ${line}`).join(''),
    tests,
  };
}

/** JSON of numbers, lists of numbers and plain texts is Python as well. */
function toPython(value: Value): string {
  return JSON.stringify(value);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
