import { Random } from '@lamella/core';
import type { Batch, EncodedExample } from '@lamella/datasets';
import { bootstrapLayers, fewestSamples, type LayerCertainty, type SampleEffects } from '@lamella/metrics';
import { forwardImportance, importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import { loadModel, type Model } from '@lamella/models';
import {
  checkLabels,
  measureFisher,
  measureRepresentations,
  passBatches,
  type TaskKind,
} from '@lamella/training';
import {
  type FisherSettings,
  isForwardImportance,
  type RepresentationSettings,
  type ResolvedImportance,
} from '@lamella/spec';
import { importanceNotes } from './importance-notes.ts';
import { withLoraProbe } from './lora-probe.ts';
import { headForTask } from './trial-task.ts';

/** Importance of every layer of a model for some data. */
export interface Importance {
  readonly method: ImportanceMethod;
  /** One value per layer; larger is more important. */
  readonly values: readonly number[];
  readonly numSamples: number;
  /** All of the pass, and of it those that the certainty took. */
  readonly seconds: number;
  readonly certaintySeconds: number;
  /** The variation of the values with the samples; undefined where these are too few to say. */
  readonly certainty?: LayerCertainty;
  /** Reasons for which values say less than they seem to, a sentence each. */
  readonly notes: readonly string[];
}

/** The model and the samples that importance is measured on. */
export interface ImportanceRun {
  readonly modelFolder: string;
  readonly numLabels: number;
  readonly kind: TaskKind;
  readonly examples: readonly EncodedExample[];
  readonly padId: number;
  onBatch?(numSamplesDone: number): void;
}

/** Measures the importance of every layer by a forward pass or by the gradients of single samples, as the method needs. */
export function measureImportance(settings: ResolvedImportance, run: ImportanceRun): Importance {
  const begin = performance.now();
  const examples = chooseSamples(run.examples, settings.samples);
  const isForward = isForwardImportance(settings);
  const seed = isForward ? 0 : settings.seed;
  const model = loadModel(run.modelFolder, {
    ...headForTask(run),
    seed,
    weights: settings.weights ?? 'float32',
  });
  try {
    if (importanceOf(settings.method).needsLabels) checkLabels(examples, model, run.kind);
    const onBatch = run.onBatch ?? (() => undefined);
    const batches = passBatches(examples, model, {
      batchSize: settings.batchSize,
      padId: run.padId,
      mayPack: !isForward || settings.pooling === 'cls',
    });
    const { values, effects } = isForward
      ? forward(model, { settings, batches, numSamples: examples.length, onBatch })
      : fisher(model, { settings, batches, kind: run.kind, onBatch });
    const measured = performance.now();
    const certainty = effects && bootstrapLayers(effects);
    return {
      method: settings.method,
      values,
      numSamples: examples.length,
      seconds: (performance.now() - begin) / 1000,
      certaintySeconds: (performance.now() - measured) / 1000,
      ...(certainty && { certainty }),
      notes: importanceNotes(settings, { examples, certainty }),
    };
  } finally {
    model.dispose();
  }
}

/** Importance, and what single samples contribute to it. */
interface Values {
  readonly values: readonly number[];
  readonly effects: SampleEffects | undefined;
}

function forward(
  model: Model,
  options: {
    readonly settings: RepresentationSettings;
    readonly batches: Iterable<Batch>;
    readonly numSamples: number;
    onBatch(numSamplesDone: number): void;
  },
): Values {
  const { settings, batches, ...rest } = options;
  const { method, pooling, lastLayer = 'normed' } = settings;
  const [measured] = measureRepresentations(model, batches, {
    methods: [method],
    hasEffects: true,
    pooling,
    lastLayer,
    ...rest,
  });
  return {
    values: forwardImportance(method).fromMeasured(measured?.values ?? []),
    effects: measured?.effects,
  };
}

function fisher(
  model: Model,
  options: {
    readonly settings: FisherSettings;
    readonly batches: Iterable<Batch>;
    readonly kind: TaskKind;
    onBatch(numSamplesDone: number): void;
  },
): Values {
  const { settings, batches, kind, onBatch } = options;
  const measure = (lora?: Parameters<typeof measureFisher>[2]['lora']): Values => {
    const scores = measureFisher(model, batches, {
      kind,
      targets: settings.targets,
      onBatch,
      ...(lora && { lora }),
    });
    const effects = scores.effects({ perParameter: settings.normalise });
    return {
      values: settings.normalise ? scores.perParameter : scores.layers,
      effects: effects.numSamples < fewestSamples ? undefined : effects,
    };
  };
  return settings.withRespectTo === 'weights' ? measure() : withLoraProbe(model, settings, measure);
}

/** The samples that importance is measured on: all, the first n, or a seeded random n. */
export function chooseSamples(
  examples: readonly EncodedExample[],
  samples: ResolvedImportance['samples'],
): readonly EncodedExample[] {
  if (samples === 'all') return examples;
  if ('first' in samples) return examples.slice(0, samples.first);
  return Random.fork(samples.seed, 'importance-samples').shuffle(examples).slice(0, samples.random);
}
