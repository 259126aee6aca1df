import type { AdapterSettings, ImportanceSettings, TrainingSettings } from './settings.ts';

/** What holds where a spec is silent. A spec of a published result says what it needs itself. */
export const defaults: {
  readonly adapter: AdapterSettings;
  readonly importance: ImportanceSettings;
  readonly training: TrainingSettings;
  readonly layers: readonly number[];
  readonly workers: number;
} = {
  adapter: { rank: 8, alpha: 16, dropout: 0.1, targets: ['query', 'value'], init: 'standard' },
  importance: {
    samples: 'all',
    pooling: 'cls',
    batchSize: 32,
    fisher: { normalise: false, withRespectTo: 'weights', seed: 0 },
  },
  training: {
    epochs: 3,
    batchSize: 16,
    evaluationBatchSize: 64,
    accumulation: { steps: 1, mode: 'mean' },
    learningRate: 4e-4,
    schedule: 'linear',
    warmup: { ratio: 0.06 },
    weightDecay: 0.1,
    maxGradNorm: 1,
    adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    maxLength: 128,
    dropout: 'model',
    checkpoint: 'last',
  },
  layers: [0.5],
  workers: 1,
};
