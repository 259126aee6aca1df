import { join } from 'node:path';
import { type PixelImage, UserError } from '@lamella/core';
import { readJsonObject } from '@lamella/files';
import type { Prompt } from '../generation/prompt-batch.ts';
import { loadImageProcessor } from '../images/load-image-processor.ts';
import { placeImages } from '../images/place-images.ts';
import { readModelConfig } from '../load-model.ts';
import { readOptionalJson } from '../read-optional-json.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import type { EncodeOptions, Tokenizer } from '../tokenizers/tokenizer.ts';
import { readLlavaConfig } from '../llava/llava-config.ts';
import { readImageText } from './processor-config.ts';

/** Turns texts and images into what a model that reads both takes. */
export interface Processor {
  readonly tokenizer: Tokenizer;
  /** The text that stands for an image in a prompt, such as `<image>`. */
  readonly imageText: string;
  /** Decodes, resizes and normalises a PNG or JPEG; @param where the file's path, for errors */
  processImage(bytes: Uint8Array, where: string): Promise<PixelImage>;
  /** A prompt with each image's stand-in repeated, once for each of its features. */
  expand(text: string): string;
  /**
   * Encodes a prompt, the first stand-in for the first image and so on.
   *
   * @throws {UserError} unless there is one stand-in for each image, none of them cut off
   */
  encode(text: string, images: readonly PixelImage[], options?: EncodeOptions): Promise<Prompt>;
}

/**
 * Loads the tokenizer and the image preprocessing of a LLaVA folder, as transformers' `LlavaProcessor` does.
 *
 * @throws {UserError} if the model reads no images
 */
export function loadProcessor(folder: string): Processor {
  const processorFile = join(folder, 'processor_config.json');
  const configFile = join(folder, 'config.json');
  const source = readJsonObject(configFile);
  const { imageTokens } = readModelConfig(source, configFile);
  if (imageTokens === undefined)
    throw new UserError(`Expected a model that reads images in ${folder}, got one that reads texts alone.`);
  const imageText = readImageText(
    readOptionalJson(processorFile),
    processorFile,
    readLlavaConfig(source, configFile),
  );
  const processImage = loadImageProcessor(folder);
  const tokenizer = loadTokenizer(folder);
  const expand = (text: string): string =>
    text.replaceAll(imageText, imageText.repeat(imageTokens.tokensPerImage));
  return {
    tokenizer,
    imageText,
    expand,
    processImage,
    encode: async (text, shown, options) => {
      const { ids } = await tokenizer.encode(expand(text), undefined, options);
      return { ids, images: placeImages(ids, shown, imageTokens) };
    },
  };
}
