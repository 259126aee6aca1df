import { join } from 'node:path';
import type { PixelImage } from '@lamella/core';
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
  const [count = 0, channels = 0, height = 0, width = 0] = shape;
  const size = channels * height * width;
  const images = Array.from({ length: count }, (_, i): PixelImage => {
    const values = Float32Array.from(data.subarray(i * size, (i + 1) * size));
    return { shape: [channels, height, width], pixelValues: () => values };
  });
  return { images, tokens: imageTokens };
}
