import { UserError, warn } from '@lamella/core';
import { classAt, type Column, isDecimal, wrongCell } from './read-cells.ts';
import type { TableData } from '../tables/table-data.ts';

/** The most classes that a message lists. */
const MOST_LISTED = 20;

/** Classes by name in the order of their indices, and the class of each row. */
export interface ClassLabels {
  readonly names: readonly string[];
  readonly ofRows: Uint32Array;
}

/**
 * The classes of the training rows: those that a spec lists, or those that occur, sorted by their characters' codes, or as numbers
 * if all of them are numbers.
 *
 * @throws UserError (exit code 2) for a class that is not listed, with its row, and for fewer than two classes
 */
export function readTrainingClasses(column: Column, listed: TableData['labels']): ClassLabels {
  const { path } = column.table;
  if (listed !== undefined) {
    const names = checkListed(listed.map(String));
    const ofRows = readClasses(column, names, 'data.labels');
    const unused = names.filter((_, index) => !ofRows.includes(index));
    if (names.length - unused.length < 2) throw oneClass(column, names[ofRows[0] ?? 0] ?? '');
    if (unused.length > 0)
      warn(`No row of ${path} is of ${unused.join(', ')} (data.labels): nothing is learnt of these classes.`);
    return { names, ofRows };
  }
  const found = new Map<string, number>();
  const ofRows = Uint32Array.from({ length: column.table.numRows }, (_, row) => {
    const name = classAt(column, row);
    const known = found.get(name) ?? found.size;
    found.set(name, known);
    return known;
  });
  const names = sortClasses([...found.keys()]);
  if (names.length < 2) throw oneClass(column, names[0] ?? '');
  const places = Uint32Array.from(found.keys(), (name) => names.indexOf(name));
  return { names, ofRows: ofRows.map((index) => places[index] ?? 0) };
}

/**
 * The class of each row of dev or test rows.
 *
 * @param source where the classes are from, in words
 * @throws UserError (exit code 2) for a class that is not among them, with its row
 */
export function readClasses(column: Column, names: readonly string[], source: string): Uint32Array {
  const places = new Map(names.map((name, index) => [name, index]));
  return Uint32Array.from({ length: column.table.numRows }, (_, row) => {
    const name = classAt(column, row);
    const place = places.get(name);
    if (place !== undefined) return place;
    const listed = [...names.slice(0, MOST_LISTED), ...(names.length > MOST_LISTED ? ['…'] : [])].join(', ');
    throw wrongCell(column, row, { expected: `one of the classes of ${source} (${listed})`, value: name });
  });
}

/** Sorted as numbers if all are numbers, else by the codes of their characters. */
function sortClasses(names: readonly string[]): string[] {
  const order = (a: string, b: string): number => (a < b ? -1 : 1);
  return names.every(isDecimal)
    ? names.toSorted((a, b) => Number(a) - Number(b) || order(a, b))
    : names.toSorted(order);
}

function checkListed(names: readonly string[]): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new UserError(`Expected different classes in data.labels, got "${twice}" more than once.`, {
    exitCode: 2,
  });
}

function oneClass({ table, name }: Column, only: string): UserError {
  return new UserError(
    `Expected at least two classes in column "${name}" of ${table.path}, got "${only}" in all ${table.numRows} rows: there is nothing to tell apart.`,
    { exitCode: 2 },
  );
}
