import { z } from 'zod';
import {
  numberFromZero,
  oneOf,
  positiveNumber,
  rate,
  section,
  slug,
  text,
  wholeNumber,
} from '../spec/fields.ts';

const sizes = {
  hiddenSize: wholeNumber(1),
  layers: wholeNumber(1),
  heads: wholeNumber(1),
  intermediateSize: wholeNumber(1),
  initializerRange: positiveNumber().describe('Standard deviation of new weights'),
  maxPositions: wholeNumber(4).describe('Of RoBERTa, two belong to padding and the offset'),
};

const decoderSizes = {
  ...sizes,
  keyValueHeads: wholeNumber(1).describe('Heads of keys and values, which queries share'),
};

/** The sizes that each architecture has. */
const families = {
  roberta: section(sizes),
  'deberta-v2': section({
    ...sizes,
    positionBuckets: wholeNumber(2).describe('Distances up to half of it are told apart'),
  }),
  llama: section(decoderSizes),
  mistral: section({
    ...decoderSizes,
    slidingWindow: wholeNumber(1).describe('How many tokens a token sees, itself included'),
  }),
  gemma: section({ ...decoderSizes, headSize: wholeNumber(2) }),
};

const common = {
  name: slug(),
  output: text('a folder').describe('Where the model goes, relative to the workspace'),
  seed: wholeNumber(0).describe('Of weights, texts, order, masks and the held-out part'),
  tokenizer: section({
    vocabularySize: wholeNumber(300),
    every: wholeNumber(1).describe('The vocabulary is learnt from every n-th text'),
  }),
  data: section({
    blockLength: wholeNumber(8).describe('Tokens of a block'),
    heldOut: rate().describe('Share of the texts that is kept for the evaluation'),
    mix: z
      .exactOptional(
        section({
          characters: wholeNumber(1000),
          shares: section({
            prose: numberFromZero(),
            arithmetic: numberFromZero(),
            python: numberFromZero(),
          }).describe('Of the characters, relative to each other'),
        }),
      )
      .describe('How much of which texts; all of the prose and nothing else if left out'),
  }),
  training: section({
    steps: wholeNumber(1),
    batchSize: wholeNumber(1).describe('Blocks per step'),
    learningRate: positiveNumber(),
    warmupSteps: wholeNumber(0),
    schedule: oneOf(['linear', 'cosine', 'constant']),
    weightDecay: numberFromZero(),
    maxGradNorm: positiveNumber(),
  }),
};

function specOf<const Family extends string, Model extends z.ZodType>(
  family: Family,
  model: Model,
): z.ZodObject<typeof common & { family: z.ZodLiteral<Family>; model: Model }, z.core.$strict> {
  return section({ ...common, family: z.literal(family), model });
}

/**
 * The spec of an embedded model's pre-training: the only definition, from which its type comes. Encoders learn to predict masked
 * tokens, decoders the next one.
 */
export const pretrainingSpec = z.discriminatedUnion(
  'family',
  [
    specOf('roberta', families.roberta),
    specOf('deberta-v2', families['deberta-v2']),
    specOf('llama', families.llama),
    specOf('mistral', families.mistral),
    specOf('gemma', families.gemma),
  ],
  { error: `one of ${Object.keys(families).join(', ')}` },
);

export type PretrainingSpec = z.output<typeof pretrainingSpec>;
