import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelImage } from '@lamella/core';
import {
  encodeContinuations,
  type EncodedExample,
  encodeInstructions,
  type ImageSource,
  type InstructionExample,
} from '@lamella/datasets';
import { readJsonObject } from '@lamella/files';
import {
  loadProcessor,
  loadTokenizer,
  placeImages,
  type Processor,
  type Prompt,
  readModelConfig,
  type Tokenizer,
} from '@lamella/models';

/** A text with the image that `<image>` stands for in it. */
interface Shown {
  readonly prompt: string;
  readonly image?: ImageSource;
}

type EncodingOptions = Parameters<typeof encodeInstructions>[2];

/** Turns examples and questions into what a model reads. */
export interface ExampleEncoder {
  readonly tokenizer: Tokenizer;
  encodeExamples(
    examples: readonly InstructionExample[],
    options: EncodingOptions,
  ): Promise<EncodedExample[]>;
  encodePrompts(questions: readonly Shown[]): Promise<Prompt[]>;
  /** For the likelihood of targets after their prompts. */
  encodeContinuations(examples: readonly InstructionExample[]): Promise<EncodedExample[]>;
}

/**
 * The encoder of a model's folder.
 *
 * @param hasImages whether images are among the texts
 * @throws UserError if there are images and the model reads none
 */
export function loadExampleEncoder(folder: string, hasImages: boolean): ExampleEncoder {
  return hasImages ? withImages(folder) : withoutImages(loadTokenizer(folder));
}

function withoutImages(tokenizer: Tokenizer): ExampleEncoder {
  return {
    tokenizer,
    encodeExamples: (examples, options) => encodeInstructions(examples, tokenizer, options),
    encodePrompts: async (questions) => {
      const encodings = await tokenizer.encodeBatch(questions.map(({ prompt }) => prompt));
      return encodings.map(({ ids }) => ({ ids, images: [] }));
    },
    encodeContinuations: (examples) => encodeContinuations(examples, tokenizer),
  };
}

function withImages(folder: string): ExampleEncoder {
  const processor = loadProcessor(folder);
  const { tokenizer } = processor;
  const readImage = imageReader(processor);
  const placeIn = imagePlacer(folder);
  const place = async (
    ids: EncodedExample['ids'],
    image: ImageSource | undefined,
  ): Promise<Prompt['images']> => (image === undefined ? [] : placeIn(ids, await readImage(image)));
  const expand = (examples: readonly InstructionExample[]): InstructionExample[] =>
    examples.map((example) => ({ ...example, prompt: processor.expand(example.prompt) }));
  const show = async (
    encoded: readonly EncodedExample[],
    examples: readonly InstructionExample[],
  ): Promise<EncodedExample[]> => {
    const shown: EncodedExample[] = [];
    for (const [i, example] of encoded.entries())
      shown.push({ ...example, images: await place(example.ids, examples[i]?.image) });
    return shown;
  };
  return {
    tokenizer,
    encodeExamples: async (examples, options) =>
      show(await encodeInstructions(expand(examples), tokenizer, options), examples),
    encodeContinuations: async (examples) =>
      show(await encodeContinuations(expand(examples), tokenizer), examples),
    encodePrompts: async (questions) => {
      const encodings = await tokenizer.encodeBatch(questions.map(({ prompt }) => processor.expand(prompt)));
      const prompts: Prompt[] = [];
      for (const [i, { ids }] of encodings.entries())
        prompts.push({ ids, images: await place(ids, questions[i]?.image) });
      return prompts;
    },
  };
}

function imagePlacer(folder: string): (ids: EncodedExample['ids'], image: PixelImage) => Prompt['images'] {
  const path = join(folder, 'config.json');
  const { imageTokens } = readModelConfig(readJsonObject(path), path);
  if (imageTokens === undefined) throw new Error(`Expected a model that reads images in ${folder}`);
  return (ids, image) => placeImages(ids, [image], imageTokens);
}

/** Reads each image once, however many texts show it. */
function imageReader(processor: Processor): (source: ImageSource) => Promise<PixelImage> {
  const known = new Map<ImageSource, Promise<PixelImage>>();
  const read = async (source: ImageSource): Promise<PixelImage> =>
    source.kind === 'bytes'
      ? processor.processImage(source.bytes, 'an image in memory')
      : processor.processImage(await readFile(source.path), source.path);
  return (source) => {
    const image = known.get(source) ?? read(source);
    known.set(source, image);
    return image;
  };
}
