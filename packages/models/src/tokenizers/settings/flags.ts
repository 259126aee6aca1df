import { UserError } from '@lamella/core';

/**
 * A switch of tokenizer_config.json.
 *
 * @param otherwise its value where it is absent
 * @throws {UserError} if it is neither true nor false
 */
export function readSwitch(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  otherwise: boolean,
): boolean {
  const value = Object.hasOwn(fields, name) ? fields[name] : otherwise;
  if (typeof value === 'boolean') return value;
  throw new UserError(`Expected "${name}" of a tokenizer to be true or false, got ${JSON.stringify(value)}.`);
}

/** The same for one that may be null. */
export function readOptionalSwitch(
  fields: Readonly<Record<string, unknown>>,
  name: string,
): boolean | undefined {
  return (fields[name] ?? undefined) === undefined ? undefined : readSwitch(fields, name, false);
}
