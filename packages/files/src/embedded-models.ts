import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unknownName, UserError, workspaceRoot } from '@lamella/core';

const PREFIX = 'mini/';

/** The names of the models that the repository carries, such as `mini/roberta`. */
export function embeddedModels(): string[] {
  const folders = readdirSync(parentFolder()).filter((name) =>
    existsSync(join(parentFolder(), name, 'config.json')),
  );
  return folders.sort().map((name) => PREFIX + name);
}

/** Whether a reference is to a model that the repository carries, or would carry. */
export function isEmbeddedModel(reference: unknown): reference is string {
  return typeof reference === 'string' && reference.startsWith(PREFIX);
}

/**
 * The folder of a model that the repository carries.
 *
 * @param name such as `mini/roberta`
 * @throws UserError (exit code 2) if there is none of that name
 */
export function embeddedModelFolder(name: string): string {
  const names = embeddedModels();
  if (names.includes(name)) return join(parentFolder(), name.slice(PREFIX.length));
  throw new UserError(unknownName('embedded model', name, names), { exitCode: 2 });
}

function parentFolder(): string {
  return join(workspaceRoot(), 'packages', 'models', 'embedded');
}
