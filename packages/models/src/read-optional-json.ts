import { existsSync } from 'node:fs';
import { readJsonObject } from '@lamella/files';

/**
 * The JSON object of a file that a model's folder may lack; an empty one then.
 *
 * @throws {UserError} if the file holds something else
 */
export function readOptionalJson(path: string): Readonly<Record<string, unknown>> {
  return existsSync(path) ? readJsonObject(path) : {};
}
