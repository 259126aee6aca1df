import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type PixelImage, UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { readOptionalJson } from '../read-optional-json.ts';
import { type ImageProcessorConfig, readImageProcessorConfig } from './image-processor-config.ts';
import { processImage } from './image-processor.ts';

/** Decodes an image and brings it into the form that a model takes; @param where the file's path, for errors */
export type ImageProcessor = (bytes: Uint8Array, where: string) => Promise<PixelImage>;

/**
 * Loads the image preprocessing of a folder, which is in preprocessor_config.json, or as transformers 5 saves it in
 * processor_config.json under `image_processor`.
 *
 * @throws {UserError} if there is none, it is not supported, or the two files say different things
 */
export function loadImageProcessor(folder: string): ImageProcessor {
  const config = readConfig(folder);
  return (bytes, where) => processImage(bytes, config, where);
}

/** Whether a folder says how images are brought into form, which those of models that read texts alone don't. */
export function hasImageProcessor(folder: string): boolean {
  const { image_processor: nested } = readOptionalJson(join(folder, 'processor_config.json'));
  return nested !== undefined || existsSync(join(folder, 'preprocessor_config.json'));
}

function readConfig(folder: string): ImageProcessorConfig {
  const [own, ofProcessor] = [
    join(folder, 'preprocessor_config.json'),
    join(folder, 'processor_config.json'),
  ] as const;
  const { image_processor: nested } = readOptionalJson(ofProcessor);
  const fields = readOptionalJson(own);
  const hasOwn = Object.keys(fields).length > 0;
  if (nested === undefined) {
    if (hasOwn) return readImageProcessorConfig(fields, own);
    throw new UserError(
      `Expected the preprocessing of images in ${own}, or in ${ofProcessor} under "image_processor", got neither.`,
    );
  }
  if (!isRecord(nested)) throw new UserError(`Expected "image_processor" in ${ofProcessor} to be an object.`);
  const config = readImageProcessorConfig(nested, `"image_processor" of ${ofProcessor}`);
  if (hasOwn && !isDeepStrictEqual(readImageProcessorConfig(fields, own), config))
    throw new UserError(
      `Expected ${own} to say the same as "image_processor" of ${ofProcessor}, got another preprocessing of images: ` +
        'transformers 4 reads the one, transformers 5 the other. Remove the wrong one.',
    );
  return config;
}
