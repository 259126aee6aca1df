import { Random } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { bootstrapLayers, type LayerCertainty } from '@lamella/metrics';
import { importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import { loadModel, type Model } from '@lamella/models';
import { checkLabels, passBatches, type TaskKind } from '@lamella/training';
import { isForwardImportance, type ResolvedImportance } from '@lamella/spec';
import { measureBackward } from './measure-backward.ts';
import { type HeadValues, measureForward } from './measure-forward.ts';
import { importanceNotes } from './importance-notes.ts';
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
  /** The values with each of several heads. */
  readonly heads?: readonly HeadValues[];
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
  return measureImportances(settings, [settings.method], run)[0] as Importance;
}

/**
 * Measures the importance of every layer by several methods in one pass over the samples: a forward pass, or for methods that
 * need gradients a backward pass for each head.
 *
 * @param settings the settings of all of them
 * @param methods those that need the same kind of pass as the method of the settings
 * @returns in the order of the methods; `seconds` of each are those of the pass and of its own certainty
 */
export function measureImportances(
  settings: ResolvedImportance,
  methods: readonly ImportanceMethod[],
  run: ImportanceRun,
): Importance[] {
  const begin = performance.now();
  const examples = chooseSamples(run.examples, settings.samples);
  const pass = { examples, onBatch: run.onBatch ?? (() => undefined) };
  const isForward = isForwardImportance(settings);
  const open = (seed: number): Opened => openModel(settings, { ...run, examples }, seed);
  const measured = isForward
    ? withModel(open(0), (opened) => measureForward(settings, methods, { ...opened, ...pass }))
    : measureBackward(settings, methods, {
        ...{ kind: run.kind, ...pass },
        withHead: (seed, use) => withModel(open(seed), use),
      });
  const passSeconds = (performance.now() - begin) / 1000;
  return measured.map(({ values, effects, heads }, i) => {
    const end = performance.now();
    const certainty = effects && bootstrapLayers(effects);
    const certaintySeconds = (performance.now() - end) / 1000;
    const method = methods[i] as ImportanceMethod;
    return {
      ...{
        method,
        values,
        numSamples: examples.length,
        seconds: passSeconds + certaintySeconds,
        certaintySeconds,
      },
      ...(certainty && { certainty }),
      ...(heads && { heads }),
      notes: importanceNotes({ ...settings, method } as ResolvedImportance, { examples, certainty }),
    };
  });
}

/** A model and the batches that go through it. */
interface Opened {
  readonly model: Model;
  readonly batches: ReturnType<typeof passBatches>;
}

function openModel(
  settings: ResolvedImportance,
  { modelFolder, examples, padId, ...task }: ImportanceRun,
  seed: number,
): Opened {
  const weights = settings.weights ?? 'float32';
  const model = loadModel(modelFolder, { ...headForTask(task), seed, weights });
  try {
    if (importanceOf(settings.method).needsLabels) checkLabels(examples, model, task.kind);
    const mayPack = !isForwardImportance(settings) || settings.pooling === 'cls';
    return {
      model,
      batches: passBatches(examples, model, { batchSize: settings.batchSize, padId, mayPack }),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function withModel<T>(opened: Opened, use: (opened: Opened) => T): T {
  try {
    return use(opened);
  } finally {
    opened.model.dispose();
  }
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
