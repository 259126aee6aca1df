import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unknownName, UserError } from '@lamella/core';

const PREFIX = 'mini/';
const PARENT_FOLDER = fileURLToPath(new URL('../../embedded', import.meta.url));

/** The names of the models that this package carries, such as `mini/roberta`. */
export function embeddedModels(): string[] {
  const folders = readdirSync(PARENT_FOLDER).filter((name) =>
    existsSync(join(PARENT_FOLDER, name, 'config.json')),
  );
  return folders.sort().map((name) => PREFIX + name);
}

/** Whether a reference is to a model that this package carries, or would carry. */
export function isEmbeddedModel(reference: unknown): reference is string {
  return typeof reference === 'string' && reference.startsWith(PREFIX);
}

/**
 * The folder of a model that this package carries.
 *
 * @param name such as `mini/roberta`
 * @throws UserError (exit code 2) if there is none of that name
 */
export function embeddedModelFolder(name: string): string {
  const names = embeddedModels();
  if (names.includes(name)) return join(PARENT_FOLDER, name.slice(PREFIX.length));
  throw new UserError(unknownName('embedded model', name, names), { exitCode: 2 });
}
