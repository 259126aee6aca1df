import { openCheckpoint } from '@lamella/files';
import type { ModelInfo } from './model-info.ts';
import { readModelShape } from './model-shape.ts';

/**
 * Parameters between a model's layers and its head that its checkpoint lacks: a pooler, say, which is drawn at random and trained where
 * `training.newModules` says so.
 *
 * @returns undefined if the model may have such a part and its weights are not here
 * @throws {UserError} if its weights can't be read
 */
export function countNewModules({
  config,
  folder,
}: Pick<ModelInfo, 'config' | 'folder'>): number | undefined {
  const { pooler } = readModelShape(config);
  if (pooler === undefined) return 0;
  if (folder === undefined) return undefined;
  const checkpoint = openCheckpoint(folder);
  try {
    const isStored = checkpoint.names().some((name) => `.${name}`.includes(`.${pooler.module}.`));
    return isStored ? 0 : pooler.parameters;
  } finally {
    checkpoint.close();
  }
}
