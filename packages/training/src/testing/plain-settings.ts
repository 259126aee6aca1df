import type { TrainingSettings } from '../training-run.ts';

/** AdamW without weight decay, one micro-batch a step, no dropout: what a test says besides is what it is about. */
export const PLAIN_SETTINGS: Omit<TrainingSettings, 'epochs' | 'batchSize' | 'learningRate'> = {
  accumulation: { steps: 1, mode: 'mean' },
  schedule: 'linear',
  warmup: { ratio: 0.1 },
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  maxGradNorm: 1,
  hasDropout: false,
  checkpoint: 'last',
  seed: 0,
};
