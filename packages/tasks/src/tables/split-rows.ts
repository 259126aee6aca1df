import { groupBy, Random, UserError } from '@lamella/core';

/** How dev rows are split off the training rows. */
export interface SplitSettings {
  /** The share of the rows that become dev rows, above 0 and below 1. */
  readonly share: number;
  readonly seed: number;
}

/** Defaults of the split. */
const DEFAULTS: SplitSettings = { share: 0.1, seed: 0 };

/** Row numbers of the two parts, each in the order of the file. */
export interface RowSplit {
  readonly train: Uint32Array;
  readonly dev: Uint32Array;
}

/** The settings of a spec's table, with the defaults in place. */
export function splitSettings({
  devShare = DEFAULTS.share,
  splitSeed = DEFAULTS.seed,
}: {
  readonly devShare?: number;
  readonly splitSeed?: number;
}): SplitSettings {
  return { share: devShare, seed: splitSeed };
}

/**
 * Splits rows by a seed alone, so that the same file gives the same parts on every machine. With classes, each of them is split by
 * itself: its share is rounded, but both parts have one of its rows at least.
 *
 * @param rows the number of rows, or the class of each
 * @param options.nameOf a class and one of its rows in words, for the error
 * @throws UserError (exit code 2) for fewer than two rows, and for a class with one row alone
 */
export function splitRows(
  rows: number | Uint32Array,
  {
    share,
    seed,
    path,
    nameOf = String,
  }: SplitSettings & { readonly path: string; nameOf?(classIndex: number): string },
): RowSplit {
  const numRows = typeof rows === 'number' ? rows : rows.length;
  if (numRows < 2)
    throw new UserError(
      `Expected at least two rows in ${path} to split dev rows off, got ${numRows}. Name a file of dev rows in data.dev.`,
      { exitCode: 2 },
    );
  const isDev = new Uint8Array(numRows);
  for (const [classIndex, members] of groupRows(rows)) {
    if (members.length === 1)
      throw new UserError(
        `Expected at least two rows of every class in ${path} to split dev rows off by class, got one of ${nameOf(classIndex)}. ` +
          'Add rows of that class or leave it out, or name a file of dev rows in data.dev.',
        { exitCode: 2 },
      );
    const count = Math.min(members.length - 1, Math.max(1, Math.round(share * members.length)));
    const label = typeof rows === 'number' ? 'dev-split' : `dev-split/${classIndex}`;
    for (const row of Random.fork(seed, label).shuffle(members).slice(0, count)) isDev[row] = 1;
  }
  const numDev = isDev.reduce((sum, is) => sum + is, 0);
  const parts = { train: new Uint32Array(numRows - numDev), dev: new Uint32Array(numDev) };
  let next = 0;
  for (let row = 0; row < numRows; row++) {
    if (isDev[row] === 1) parts.dev[row - next] = row;
    else parts.train[next++] = row;
  }
  return parts;
}

/** The rows of each class, in the order of the classes; of all rows, where there are none. */
function groupRows(rows: number | Uint32Array): ReadonlyMap<number, readonly number[]> {
  if (typeof rows === 'number') return new Map([[0, Array.from({ length: rows }, (_, row) => row)]]);
  const groups = groupBy([...rows.keys()], (row) => rows[row] ?? NaN);
  return new Map([...groups].sort(([a], [b]) => a - b));
}
