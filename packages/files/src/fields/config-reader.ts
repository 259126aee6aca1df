import { UserError } from '@lamella/core';

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Sizes are counted in 32 bits, as in the engine's shapes. */
const MAX_SIZE = 2 ** 31 - 1;

/** No model has as many layers; each is an object of its own. */
const MAX_LAYERS = 10_000;

/** Reads single fields of a config.json. All throw a `UserError` that says where and what was expected; null counts as absent. */
export interface ConfigReader {
  /** A whole number from 1 on. */
  size(key: string, fallback?: number): number;
  /** A whole number from 0 on. */
  count(key: string, fallback?: number): number;
  /** A whole number of either sign. */
  index(key: string, fallback?: number): number;
  /** The number of layers: a size that is not absurd. */
  layers(key: string, fallback?: number): number;
  /** A finite number above 0. */
  positive(key: string, fallback?: number): number;
  /** A finite number from 0 on. */
  nonNegative(key: string, fallback?: number): number;
  /** A share, from 0 up to but without 1. */
  rate(key: string, fallback?: number): number;
  flag(key: string, fallback: boolean): boolean;
  text(key: string, fallback: string): string;
  /** An object, or undefined. */
  object(key: string): Fields | undefined;
}

/**
 * Reads the fields of a JSON object one by one.
 *
 * @param where the file's path, with the part of it that is meant if it is not the whole, for errors
 */
export function configReader(source: Fields, where: string): ConfigReader {
  const expect = <T>(key: string, expected: Expected<T>, fallback?: T): T => {
    const value = (Object.hasOwn(source, key) ? source[key] : undefined) ?? fallback;
    if (expected.holds(value)) return value;
    const got = value === undefined ? 'nothing' : JSON.stringify(value);
    throw new UserError(`Expected "${key}" in ${where} to be ${expected.name}, got ${got}.`);
  };
  return {
    size: (key, fallback) => expect(key, wholeNumber(1, MAX_SIZE), fallback),
    count: (key, fallback) => expect(key, wholeNumber(0, MAX_SIZE), fallback),
    index: (key, fallback) => expect(key, wholeNumber(-MAX_SIZE, MAX_SIZE), fallback),
    layers: (key, fallback) => expect(key, wholeNumber(1, MAX_LAYERS), fallback),
    positive: (key, fallback) =>
      expect(
        key,
        numberThat('a number above 0', (x) => x > 0),
        fallback,
      ),
    nonNegative: (key, fallback) =>
      expect(
        key,
        numberThat('a number from 0 on', (x) => x >= 0),
        fallback,
      ),
    rate: (key, fallback) =>
      expect(
        key,
        numberThat('a number from 0 to below 1', (x) => x >= 0 && x < 1),
        fallback,
      ),
    flag: (key, fallback) =>
      expect(key, { name: 'true or false', holds: (x): x is boolean => typeof x === 'boolean' }, fallback),
    text: (key, fallback) =>
      expect(key, { name: 'a text', holds: (x): x is string => typeof x === 'string' }, fallback),
    object: (key) => expect<Fields | undefined>(key, { name: 'an object', holds: isFieldsOrAbsent }),
  };
}

/**
 * Checks that heads share a size evenly.
 *
 * @throws {UserError} naming both fields
 */
export function requireMultiple(
  [key, value]: readonly [key: string, value: number],
  [divisorKey, divisor]: readonly [key: string, value: number],
  where: string,
): void {
  if (value % divisor === 0) return;
  throw new UserError(
    `Expected "${key}" in ${where} to be a multiple of "${divisorKey}", got ${value} and ${divisor}.`,
  );
}

interface Expected<T> {
  readonly name: string;
  holds(value: unknown): value is T;
}

function wholeNumber(least: number, most: number): Expected<number> {
  return {
    name: `a whole number from ${least} to ${most}`,
    holds: (x): x is number => Number.isInteger(x) && (x as number) >= least && (x as number) <= most,
  };
}

function numberThat(name: string, holds: (x: number) => boolean): Expected<number> {
  return { name, holds: (x): x is number => Number.isFinite(x) && holds(x as number) };
}

function isFieldsOrAbsent(value: unknown): value is Fields | undefined {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
}
