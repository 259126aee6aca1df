import { UserError } from '@lamella/core';

/**
 * Reads numbers of a config.json.
 *
 * @param where the file's path, for errors
 * @returns a function that gives the number under a key, or the fallback where there is none
 */
export function numberReader(
  source: Readonly<Record<string, unknown>>,
  where: string,
): (key: string, fallback?: number) => number {
  return (key, fallback) => {
    const value = source[key] ?? fallback;
    if (typeof value === 'number') return value;
    throw new UserError(
      `Expected "${key}" in ${where} to be a number, found ${JSON.stringify(value) ?? 'nothing'}.`,
    );
  };
}
