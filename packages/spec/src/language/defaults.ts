import { familyNamed } from '@lamella/models/families';
import { isTextTask } from '@lamella/tasks';
import type { Checkpoints } from './experiment-spec.ts';
import type { Keep } from './names.ts';
import type { runners } from './slurm-settings.ts';
import type { AdapterSettings, ImportanceSettings, TrainingChoices } from './settings.ts';

/** The settings of a task where a spec is silent. */
export interface TaskDefaults {
  readonly adapter: AdapterSettings;
  readonly importance: ImportanceSettings;
  readonly training: TrainingChoices;
}

/** The defaults of settings that a spec leaves out. A spec of a published result says what it needs itself. */
export const defaults: TaskDefaults & {
  readonly layers: readonly number[];
  readonly workers: number;
  readonly keep: Keep;
  readonly checkpoints: Checkpoints;
  readonly runner: (typeof runners)[number];
  readonly slurm: { readonly requeues: number };
  readonly limits: { readonly stuckMinutes: number };
} = {
  adapter: {
    rank: 8,
    alpha: 16,
    dropout: 0.1,
    targets: [...familyNamed('roberta').paperTargets],
    init: 'standard',
  },
  importance: {
    samples: 'all',
    pooling: 'cls',
    batchSize: 32,
    fisher: { normalise: false, withRespectTo: 'weights', seed: 0, heads: 1 },
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
  keep: 'best',
  checkpoints: { everySeconds: 60 },
  runner: 'local',
  slurm: { requeues: 5 },
  limits: { stuckMinutes: 10 },
};

/** For decoders: every linear map of a layer, the last token of the first 128 samples, and the settings of the paper's scripts. */
const textDefaults: TaskDefaults = {
  adapter: {
    ...defaults.adapter,
    dropout: 0,
    targets: [...familyNamed('llama').paperTargets],
  },
  importance: { ...defaults.importance, samples: 128, pooling: 'last', batchSize: 8 },
  training: {
    ...defaults.training,
    epochs: 1,
    evaluationBatchSize: 8,
    accumulation: { steps: 1, mode: 'tokens' },
    schedule: 'cosine',
    warmup: { ratio: 0.03 },
    weightDecay: 0,
    maxLength: 512,
  },
};

/** The defaults of a task. */
export function defaultsFor(task: string): TaskDefaults {
  return isTextTask(task) ? textDefaults : defaults;
}
