import type { Random } from '@lamella/core';

/** The values that functions work on. */
export type Value = number | string | readonly number[];
export type ValueKind = 'number' | 'list' | 'text';

/** One thing that a function does: in words, in Python, and done. */
export interface Operation {
  /** Of the docstring: "add 3". */
  readonly words: string;
  /** The right side of an assignment to the function's variable. */
  readonly python: string;
  readonly apply: (value: Value) => Value;
}

type MakeOperation = (random: Random) => Operation;

/** The variable that a function of a kind works on. */
export const VARIABLES: Readonly<Record<ValueKind, string>> = { number: 'x', list: 'xs', text: 's' };

/** The operations of each kind; each keeps the kind. */
export const OPERATIONS: Readonly<Record<ValueKind, readonly MakeOperation[]>> = {
  number: [
    withConstant('add {k}', 'x + {k}', (k) => onNumber((x) => x + k)),
    withConstant('take away {k}', 'x - {k}', (k) => onNumber((x) => x - k)),
    withConstant('multiply by {k}', 'x * {k}', (k) => onNumber((x) => x * k)),
    withConstant('take at most {k}', 'min(x, {k})', (k) => onNumber((x) => Math.min(x, k))),
    withConstant('take at least {k}', 'max(x, {k})', (k) => onNumber((x) => Math.max(x, k))),
    always(
      'square',
      'x * x',
      onNumber((x) => x * x),
    ),
    always(
      'change the sign',
      '-x',
      onNumber((x) => -x),
    ),
  ],
  list: [
    withConstant('add {k} to each', '[x + {k} for x in xs]', (k) => onList((xs) => xs.map((x) => x + k))),
    withConstant('multiply each by {k}', '[x * {k} for x in xs]', (k) =>
      onList((xs) => xs.map((x) => x * k)),
    ),
    withConstant('keep those above {k}', '[x for x in xs if x > {k}]', (k) =>
      onList((xs) => xs.filter((x) => x > k)),
    ),
    withConstant('keep those below {k}', '[x for x in xs if x < {k}]', (k) =>
      onList((xs) => xs.filter((x) => x < k)),
    ),
    withConstant('keep the first {k}', 'xs[:{k}]', (k) => onList((xs) => xs.slice(0, k))),
    always(
      'sort',
      'sorted(xs)',
      onList((xs) => xs.toSorted((a, b) => a - b)),
    ),
    always(
      'reverse',
      'xs[::-1]',
      onList((xs) => xs.toReversed()),
    ),
  ],
  text: [
    withConstant('repeat {k} times', 's * {k}', (k) => onText((s) => s.repeat(k))),
    withConstant('keep the first {k} letters', 's[:{k}]', (k) => onText((s) => s.slice(0, k))),
    withConstant('drop the first {k} letters', 's[{k}:]', (k) => onText((s) => s.slice(k))),
    withLetter('put "{c}" in front', '"{c}" + s', (c) => onText((s) => c + s)),
    withLetter('put "{c}" at the end', 's + "{c}"', (c) => onText((s) => s + c)),
    withLetter('remove every "{c}"', 's.replace("{c}", "")', (c) => onText((s) => s.replaceAll(c, ''))),
    always(
      'reverse',
      's[::-1]',
      onText((s) => [...s].toReversed().join('')),
    ),
    always(
      'change to upper case',
      's.upper()',
      onText((s) => s.toUpperCase()),
    ),
  ],
};

/** Inputs that functions are checked with. */
export const INPUTS: Readonly<Record<ValueKind, readonly Value[]>> = {
  number: [-7, -2, 0, 1, 3, 4, 6, 8, 11, 25],
  list: [[], [5], [3, 1, 2], [9, 4, 7, 2, 6, 4], [-3, 8, 0, 5, 12, 1, 10], [2, 2, 6, 3]],
  text: ['', 'a', 'code', 'a bed', 'banana', 'trees and stones'],
};

function onNumber(change: (x: number) => number): Operation['apply'] {
  // Python has no -0.
  return (value) => change(value as number) + 0;
}

function onList(change: (xs: readonly number[]) => readonly number[]): Operation['apply'] {
  return (value) => change(value as readonly number[]);
}

function onText(change: (s: string) => string): Operation['apply'] {
  return (value) => change(value as string);
}

function always(words: string, python: string, apply: Operation['apply']): MakeOperation {
  return () => ({ words, python, apply });
}

function withConstant(words: string, python: string, make: (k: number) => Operation['apply']): MakeOperation {
  return (random) => {
    const k = 2 + random.int(8);
    return {
      words: words.replace('{k}', String(k)),
      python: python.replace('{k}', String(k)),
      apply: make(k),
    };
  };
}

function withLetter(words: string, python: string, make: (c: string) => Operation['apply']): MakeOperation {
  return (random) => {
    const c = random.pick([...'abdenst']);
    return { words: words.replace('{c}', c), python: python.replace('{c}', c), apply: make(c) };
  };
}
