import { join } from 'node:path';
import { splitImages } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { readModelConfig } from '@lamella/models';
import type { ReferenceFile } from './reference-file.ts';
import type { ReferenceImages } from './reference-rows.ts';

/**
 * The preprocessed images of a model that reads images; undefined for others.
 *
 * @param folder of its config.json
 * @param prefix of the tensors' names
 */
export function readImages<T>(
  folder: string,
  reference: ReferenceFile<T>,
  prefix = '',
): ReferenceImages | undefined {
  if (!reference.has(`${prefix}pixel_values`)) return undefined;
  const where = join(folder, 'config.json');
  const { imageTokens } = readModelConfig(readJsonFile(where) as Readonly<Record<string, unknown>>, where);
  if (imageTokens === undefined) return undefined;
  const { shape, data } = reference.read(`${prefix}pixel_values`);
  return { images: splitImages(data, shape), tokens: imageTokens };
}
