import { Random } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { bootstrapLayers, type LayerCertainty } from '@lamella/metrics';
import { importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import { loadModel, type LoadModelOptions, type Model } from '@lamella/models';
import { checkLabels, passBatches, type TaskKind } from '@lamella/training';
import { type ForwardImportanceSettings, isForwardImportance, type ResolvedImportance } from '@lamella/spec';
import { measureBackward } from './measure-backward.ts';
import { type HeadValues, measureForward, type Values } from './measure-forward.ts';
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
  /** Weights that were read before. */
  readonly kept?: LoadModelOptions['kept'];
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
  const all = methods.map((method) => ({ ...settings, method }) as ResolvedImportance);
  if (isForwardImportance(settings)) return measureVariants(all as ForwardImportanceSettings[], run);
  const begin = performance.now();
  const examples = chooseSamples(run.examples, settings.samples);
  const measured = measureBackward(settings, methods, {
    ...{ kind: run.kind, onBatch: run.onBatch ?? (() => undefined) },
    withHead: (seed, use) => withModel(openModel(settings, { ...run, examples }, { seed }), use),
  });
  const passSeconds = (performance.now() - begin) / 1000;
  return measured.map((values, i) =>
    describe(values, { settings: all[i] as typeof settings, examples, passSeconds }),
  );
}

/**
 * Measures the importance of every layer by settings that differ in method, pooling, last layer or number of samples alone, all in
 * one forward pass. Samples that differ are all and the first ones.
 *
 * @returns in the order of the settings; `seconds` of each are those of the pass and of its own certainty
 */
export function measureVariants(
  variants: readonly ForwardImportanceSettings[],
  run: ImportanceRun,
): Importance[] {
  const [first] = variants;
  if (first === undefined) return [];
  const begin = performance.now();
  const chosen = variants.map(({ samples }) => chooseSamples(run.examples, samples));
  const all = chosen.reduce((most, examples) => (examples.length > most.length ? examples : most), []);
  const isOneChoice = chosen.every(({ length }) => length === all.length);
  // Batches come by length: the ids tell which samples are the first ones.
  const examples = isOneChoice ? all : all.map((example, id) => ({ ...example, id }));
  const readings = variants.map(({ method, pooling, lastLayer }, i) => {
    const count = chosen[i]?.length ?? 0;
    return {
      method,
      pooling,
      ...(lastLayer && { lastLayer }),
      ...(count < examples.length && { first: count }),
    };
  });
  const mayPack = variants.every(({ pooling }) => pooling === 'cls');
  const { maxLength } = first;
  const measured = withModel(openModel(first, { ...run, examples }, { mayPack }), (opened) =>
    measureForward(readings, { ...opened, examples, maxLength, onBatch: run.onBatch ?? (() => undefined) }),
  );
  const passSeconds = (performance.now() - begin) / 1000;
  return measured.map((values, i) =>
    describe(values, {
      settings: variants[i] as ForwardImportanceSettings,
      examples: chosen[i] ?? [],
      passSeconds,
    }),
  );
}

/** What was measured, with how it varies with the samples and the reasons for which it says less than it seems to. */
function describe(
  { values, effects, heads }: Values,
  {
    settings,
    examples,
    passSeconds,
  }: {
    readonly settings: ResolvedImportance;
    readonly examples: readonly EncodedExample[];
    readonly passSeconds: number;
  },
): Importance {
  const begin = performance.now();
  const certainty = effects && bootstrapLayers(effects);
  const certaintySeconds = (performance.now() - begin) / 1000;
  return {
    ...{ method: settings.method, values, numSamples: examples.length },
    ...{ seconds: passSeconds + certaintySeconds, certaintySeconds },
    ...(certainty && { certainty }),
    ...(heads && { heads }),
    notes: importanceNotes(settings, { examples, certainty }),
  };
}

/** A model and the batches that go through it. */
interface Opened {
  readonly model: Model;
  readonly batches: ReturnType<typeof passBatches>;
}

function openModel(
  settings: ResolvedImportance,
  { modelFolder, examples, padId, kept, ...task }: ImportanceRun,
  { seed = 0, mayPack = true }: { readonly seed?: number; readonly mayPack?: boolean },
): Opened {
  const { weights = 'float32', quantization } = settings;
  const model = loadModel(modelFolder, { ...headForTask(task), seed, weights, quantization, kept });
  try {
    if (importanceOf(settings.method).needsLabels) checkLabels(examples, model, task.kind);
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
