import { findRule } from '@lamella/metrics/selection';
import { chooseLearningRate } from '@lamella/planning';
import type { ModelSource } from '@lamella/spec';
import type { LayerChoice } from './layer-choice.ts';
import type { TuneRequest, TunedTask } from './tune-request.ts';

/** Settings of the training that depend on the data, the model and the machine. */
export interface TunedSettings {
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Batches per step of the optimiser. */
  readonly accumulation: number;
  readonly maxLength: number;
}

/** The parts of a spec besides the settings. */
export interface TunedSubject {
  readonly name: string;
  readonly kind: 'encoder' | 'decoder';
  readonly task: TunedTask;
  readonly model: ModelSource;
  /** The table with its columns, as specs name it. */
  readonly data: object;
  readonly choice: LayerChoice;
  /** The modules of a layer that the paper adapts in the model's family. */
  readonly targets: readonly string[];
}

/** Texts that importance is measured on, at most; drawn from the training set. */
const SAMPLES = { encoder: 1024, decoder: 256 } as const;

/** Rank and scale of LoRA. */
const LORA = { encoder: { rank: 8, alpha: 16 }, decoder: { rank: 16, alpha: 32 } } as const;

/** A spec that tunes the chosen layers, and, if asked for, all layers, random ones and all weights beside them. */
export function tunedSpec(
  request: Pick<TuneRequest, 'rank' | 'quantization' | 'seeds' | 'compare'>,
  { name, kind, task, model, data, choice, targets }: TunedSubject,
  settings: TunedSettings,
): Record<string, unknown> {
  const { rank = LORA[kind].rank, quantization, seeds, compare = false } = request;
  const methods = {
    ...chosenMethod(choice),
    ...(compare && choice.kind !== 'all' && { all: { title: 'LoRA, all layers', selection: 'all' } }),
    ...(compare && choice.kind === 'count' && choice.method !== 'random' && { random: randomMethod }),
    // Quantised weights are not trained.
    ...(compare && quantization === undefined && { full: fullMethod(kind, settings) }),
  };
  return {
    name,
    model,
    ...(quantization && { quantization }),
    data,
    tasks: [task],
    adapter: { rank, alpha: (rank * LORA[kind].alpha) / LORA[kind].rank, targets: [...targets] },
    importance: { samples: { random: SAMPLES[kind], seed: 0 } },
    training: trainingOf(kind, settings),
    methods,
    sweep: { ...(choice.kind === 'count' && { layers: [choice.count] }), seed: [...seeds] },
  };
}

const randomMethod = { title: 'LoRA, random layers', selection: 'random' };

function chosenMethod(choice: LayerChoice): Record<string, object> {
  if (choice.kind === 'all') return { all: { title: 'LoRA, all layers', selection: 'all' } };
  if (choice.kind === 'list') {
    const title = `LoRA, layers ${choice.layers.join(', ')}`;
    return { listed: { title, selection: [...choice.layers] } };
  }
  const title = `LoRA, ${findRule(choice.method)?.title ?? choice.method}`;
  return { [choice.method]: { title, selection: choice.method } };
}

/** A model that wants another rate than usual for LoRA wants another one for all weights, by the same factor. */
function fullMethod(kind: TunedSubject['kind'], settings: TunedSettings): object {
  const [full, lora] = (['full', 'lora'] as const).map(
    (tuning) => chooseLearningRate({ kind, tuning }).value,
  );
  const learningRate = Number(((settings.learningRate / (lora ?? 1)) * (full ?? 1)).toPrecision(3));
  return { title: 'Full fine-tuning', tuning: 'full', training: { learningRate } };
}

function trainingOf(kind: TunedSubject['kind'], settings: TunedSettings): object {
  const { accumulation, ...training } = settings;
  return {
    ...training,
    // A checkpoint that was made for other tasks may lack a pooler.
    ...(kind === 'encoder' && { newModules: 'trained' }),
    ...(accumulation > 1 && {
      accumulation: { steps: accumulation, mode: kind === 'decoder' ? 'tokens' : 'mean' },
    }),
  };
}
