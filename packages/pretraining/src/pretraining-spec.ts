import { z } from 'zod';
import { numberFromZero, oneOf, positiveNumber, rate, section, slug, text, wholeNumber } from '@lamella/spec';

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

const named = {
  name: slug(),
  output: text('a folder').describe('Where the model goes, relative to the workspace'),
  seed: wholeNumber(0).describe('Of weights, texts, order, masks and the held-out part'),
};

const mix = section({
  characters: wholeNumber(1000),
  shares: section({
    prose: numberFromZero(),
    arithmetic: numberFromZero(),
    python: numberFromZero(),
  }).describe('Of the characters, relative to each other'),
});

const texts = {
  blockLength: wholeNumber(8).describe('Tokens of a block'),
  heldOut: rate().describe('Share of the texts that is kept for the evaluation'),
};

const optimisation = {
  steps: wholeNumber(1),
  learningRate: positiveNumber(),
  warmupSteps: wholeNumber(0),
  schedule: oneOf(['linear', 'cosine', 'constant']),
  weightDecay: numberFromZero(),
  maxGradNorm: positiveNumber(),
};

const common = {
  ...named,
  tokenizer: section({
    vocabularySize: wholeNumber(300),
    every: wholeNumber(1).describe('The vocabulary is learnt from every n-th text'),
  }),
  data: section({
    ...texts,
    mix: z
      .exactOptional(mix)
      .describe('How much of which texts; all of the prose and nothing else if left out'),
  }),
  training: section({ ...optimisation, batchSize: wholeNumber(1).describe('Blocks per step') }),
};

function specOf<const Family extends string, Model extends z.ZodType>(
  family: Family,
  model: Model,
): z.ZodObject<typeof common & { family: z.ZodLiteral<Family>; model: Model }, z.core.$strict> {
  return section({ ...common, family: z.literal(family), model });
}

/** A LLaVA: an image encoder and a projector are trained together with a language model that is there already. */
const llava = section({
  ...named,
  family: z.literal('llava'),
  languageModel: text('the name of an embedded model').describe('Its weights and its tokens are begun with'),
  vision: section({
    imageSize: wholeNumber(1).describe('Width and height of images, in pixels'),
    patchSize: wholeNumber(1),
    hiddenSize: wholeNumber(1),
    layers: wholeNumber(2),
    heads: wholeNumber(1),
    intermediateSize: wholeNumber(1),
    initializerRange: positiveNumber().describe('Standard deviation of new weights'),
  }),
  data: section({
    ...texts,
    mix: mix.describe('How much of which texts'),
    pictures: wholeNumber(1).describe('Drawn pictures, each with a caption and a conversation'),
    turns: wholeNumber(1).describe('Questions of a conversation'),
  }),
  encoder: section({
    steps: wholeNumber(1),
    batchSize: wholeNumber(1).describe('Pictures per step'),
    learningRate: positiveNumber(),
    warmupSteps: wholeNumber(0),
  }).describe('How the image encoder is trained alone before'),
  training: section({
    ...optimisation,
    batchSize: section({
      captions: wholeNumber(1),
      questions: wholeNumber(1),
      texts: wholeNumber(1),
    }).describe('Captions and blocks of text in every other step, conversations in the steps between'),
  }),
});

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
    llava,
  ],
  { error: `one of ${[...Object.keys(families), 'llava'].join(', ')}` },
);

export type AnyPretrainingSpec = z.output<typeof pretrainingSpec>;
export type LlavaPretrainingSpec = z.output<typeof llava>;
/** Of a model that reads texts alone. */
export type PretrainingSpec = Exclude<AnyPretrainingSpec, LlavaPretrainingSpec>;
