import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { adaptModel, type AdapterConfig } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { readSafetensors, writeSafetensors } from '@lamella/files';
import { loadModel } from '@lamella/models';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import type { TrainedTrial } from '../trial/keep-trial.ts';
import type { TrialTask } from '../trial/trial-task.ts';

/** Families of the reference models, with what is adapted in each. */
const TARGETS = {
  roberta: ['query', 'value'],
  bert: ['query', 'intermediate.dense'],
  deberta: ['query_proj', 'value_proj'],
  llama: ['q_proj', 'down_proj'],
} as const;

/** A family of the reference models. */
export type TrainedFamily = keyof typeof TARGETS;

export interface TrainedOptions {
  readonly family: TrainedFamily;
  /** The base's folder; the reference model's own unless given. */
  readonly base?: string;
  /** As in a spec, such as `{ useDora: true }`. */
  readonly adapter?: object;
  readonly tuning?: 'lora' | 'full' | 'head';
  /** Names of the classes; none is a regression. */
  readonly labels?: readonly string[];
  readonly quantization?: 'nf4' | 'int8';
}

/** A reference model without the weights of its head and its pooler, as checkpoints that were pre-trained only are. */
export async function copyWithoutHead(family: TrainedFamily, folder: string): Promise<void> {
  cpSync(join(workspaceRoot(), 'fixtures', family), folder, { recursive: true });
  const file = readSafetensors(join(workspaceRoot(), 'fixtures', family, 'model.safetensors'));
  const names = [...file.tensors.keys()].filter((name) => !/(^|\.)(classifier|pooler)\./.test(name));
  const tensors = new Map(names.map((name) => [name, file.read(name)]));
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' });
  file.close();
}

/** A trial as it is after training: whatever is trained has got random values. Dispose of its model. */
export function trainedTrial(options: TrainedOptions): TrainedTrial {
  const { family, labels = [], quantization, base = join(workspaceRoot(), 'fixtures', family) } = options;
  const isDecoder = family === 'llama';
  const trial = trialOf(options, base);
  const numLabels = isDecoder ? 0 : Math.max(1, labels.length);
  const head = isDecoder
    ? ({ head: 'causal-lm' } as const)
    : ({ head: 'classification', numLabels } as const);
  const model = loadModel(base, { ...head, seed: 7, quantization });
  const layers = [0, 2];
  const adapted = adaptModel(model, configOf(trial, layers));
  for (const [i, parameter] of adapted.trainable.entries())
    tf.tidy(() => {
      const noise = tf.randomNormal([...parameter.shape], 0, 0.05, 'float32', i + 1);
      parameter.assign(tf.add(parameter.value(), noise));
    });
  const regression = labels.length === 0 ? 'regression' : 'classification';
  const kind = isDecoder ? 'causal-lm' : regression;
  return {
    ...{ trial, folder: base, model, adapted },
    task: { kind, numLabels, ...(labels.length > 0 && { labels }), isAnsweredByText: false } as TrialTask,
    selection: { method: 'list', layers, scores: null, oneHot: '101', importanceFile: null },
  };
}

function trialOf(options: TrainedOptions, base: string): ResolvedTrial {
  const { family, tuning = 'lora', adapter = {}, quantization } = options;
  const spec = {
    name: 'kept',
    model: base,
    ...(quantization && { quantization }),
    data: { kind: family === 'llama' ? 'mini' : 'mini-glue' },
    tasks: [family === 'llama' ? 'mini-math' : 'sst2'],
    adapter: { rank: 3, alpha: 6, targets: TARGETS[family], ...adapter },
    methods: { own: { tuning, ...(tuning === 'lora' && { selection: [0, 2] }) } },
    sweep: { seed: [7] },
  };
  const [trial] = expandSweep(parseSpec(JSON.stringify(spec), 'kept.yaml'), 3);
  if (trial === undefined) throw new Error('Expected a trial, got none');
  return trial;
}

function configOf(trial: ResolvedTrial, layers: readonly number[]): AdapterConfig {
  if (trial.tuning !== 'lora') return { kind: trial.tuning === 'full' ? 'full' : 'head' };
  return { kind: 'lora', layers, ...trial.adapter, seed: trial.seed };
}
