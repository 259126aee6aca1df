import type { z } from 'zod';
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

/** The spec of an embedded model's pre-training: the only definition, from which its type comes. */
export const pretrainingSpec = section({
  name: slug(),
  output: text('a folder').describe('Where the model goes, relative to the workspace'),
  seed: wholeNumber(0).describe('Of weights, order, masks and the held-out part'),
  tokenizer: section({
    vocabularySize: wholeNumber(300),
    every: wholeNumber(1).describe('The vocabulary is learnt from every n-th text'),
  }),
  model: section({
    hiddenSize: wholeNumber(1),
    layers: wholeNumber(1),
    heads: wholeNumber(1),
    intermediateSize: wholeNumber(1),
    initializerRange: positiveNumber().describe('Standard deviation of new weights'),
    maxPositions: wholeNumber(4).describe('Two of them belong to padding and the offset of RoBERTa'),
  }),
  data: section({
    blockLength: wholeNumber(8).describe('Tokens of a block'),
    heldOut: rate().describe('Share of the texts that is kept for the evaluation'),
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
});

export type PretrainingSpec = z.output<typeof pretrainingSpec>;
