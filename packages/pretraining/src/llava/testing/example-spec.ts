import type { LlavaPretrainingSpec } from '../../pretraining-spec.ts';

/** A pre-training of a few short steps. */
export const exampleSpec: LlavaPretrainingSpec = {
  name: 'example',
  family: 'llava',
  output: 'nowhere',
  seed: 1,
  languageModel: 'mini/llama',
  vision: {
    ...{ imageSize: 32, patchSize: 8, hiddenSize: 32, layers: 2, heads: 2, intermediateSize: 64 },
    initializerRange: 0.1,
  },
  data: {
    blockLength: 16,
    heldOut: 0.1,
    mix: { characters: 2000, shares: { prose: 0, arithmetic: 1, python: 0 } },
    pictures: 64,
    turns: 2,
  },
  encoder: { steps: 40, batchSize: 16, learningRate: 5e-3, warmupSteps: 4 },
  training: {
    steps: 6,
    batchSize: { captions: 2, questions: 2, texts: 1 },
    learningRate: 2e-3,
    warmupSteps: 1,
    schedule: 'linear',
    weightDecay: 0,
    maxGradNorm: 1,
  },
};
