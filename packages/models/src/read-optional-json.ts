import { existsSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';

/**
 * The JSON object of a file that a model's folder may lack; an empty one then.
 *
 * @throws {UserError} if the file holds something else
 */
export function readOptionalJson(path: string): Readonly<Record<string, unknown>> {
  const value = existsSync(path) ? readJsonFile(path) : {};
  if (!isRecord(value)) throw new UserError(`Expected a JSON object in ${path}.`);
  return value;
}
