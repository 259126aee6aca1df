import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import type { Fields } from './peft-format.ts';

/** A type that a field may have, in words, and what a value is found by. */
export interface FieldType {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** A type for each field. */
export type FieldTypes<T> = Readonly<Record<keyof T, FieldType>>;

const isNull = (value: unknown): boolean => value === null;
const isString = (value: unknown): boolean => typeof value === 'string';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(isString);
const isLayer = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** The types that PEFT's fields have. */
export const types = {
  truth: { expected: 'true or false', accepts: isBoolean },
  number: { expected: 'a number', accepts: (value: unknown) => Number.isFinite(value) },
  wholeNumber: { expected: 'an integer', accepts: (value: unknown) => Number.isInteger(value) },
  rank: {
    expected: 'a positive integer',
    accepts: (value: unknown) => Number.isInteger(value) && Number(value) > 0,
  },
  name: { expected: 'a name', accepts: isString },
  listOfNames: { expected: 'a list of names', accepts: isStrings },
  names: {
    expected: 'a list of names or a regular expression',
    accepts: (value: unknown) => isString(value) || isStrings(value),
  },
  numbers: {
    expected: 'an object of numbers',
    accepts: (value: unknown) =>
      isNull(value) || (isRecord(value) && Object.values(value).every(Number.isFinite)),
  },
  layers: {
    expected: 'a list of layers or one layer',
    accepts: (value: unknown) => isLayer(value) || (Array.isArray(value) && value.every(isLayer)),
  },
  truthOrName: {
    expected: 'true, false or a name',
    accepts: (value: unknown) => isBoolean(value) || isString(value),
  },
} as const satisfies Readonly<Record<string, FieldType>>;

/** A type, or null. */
export function orNull({ expected, accepts }: FieldType): FieldType {
  return { expected: `${expected}, or null`, accepts: (value) => isNull(value) || accepts(value) };
}

/** One of a few values. @param why what others would be, in parentheses behind them */
export function oneOfValues(values: readonly string[], why: string): FieldType {
  const names = values.map((value) => JSON.stringify(value)).join(' or ');
  return { expected: `${names} (${why})`, accepts: (value) => values.some((each) => each === value) };
}

/**
 * Fields of the types that PEFT gives them, with its defaults for those that are missing.
 *
 * @param where the file, for errors
 * @throws {UserError} for the first value of another type
 */
export function readFields<T>(
  source: Fields,
  { types: wanted, defaults, where }: { types: FieldTypes<T>; defaults: Partial<T>; where: string },
): T {
  const fields: Fields = { ...defaults, ...source };
  const names = Object.keys(wanted) as (keyof T & string)[];
  for (const name of names) {
    const value = fields[name] ?? null;
    if (!wanted[name].accepts(value))
      throw new UserError(
        `Expected "${name}" in ${where} to be ${wanted[name].expected}, got ${JSON.stringify(value)}.`,
      );
  }
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as T;
}
