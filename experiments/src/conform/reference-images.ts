import { join } from 'node:path';
import { splitImages } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { readModelConfig } from '@lamella/models';
import type { ReferenceJson } from './formats.ts';
import type { ReferenceFile } from './reference-file.ts';
import type { ReferenceImages } from './reference-rows.ts';

/** The preprocessed images of a family whose model reads images; undefined for others. */
export function readImages(
  folder: string,
  reference: ReferenceFile<ReferenceJson>,
): ReferenceImages | undefined {
  if (!reference.has('pixel_values')) return undefined;
  const where = join(folder, 'config.json');
  const { imageTokens } = readModelConfig(readJsonFile(where) as Readonly<Record<string, unknown>>, where);
  if (imageTokens === undefined) return undefined;
  const { shape, data } = reference.read('pixel_values');
  return { images: splitImages(data, shape), tokens: imageTokens };
}
