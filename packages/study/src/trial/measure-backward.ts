import { UserError } from '@lamella/core';
import type { Batch } from '@lamella/datasets';
import { fewestSamples, mean, type SampleEffects } from '@lamella/metrics';
import { type BackwardImportance, importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { type FisherScores, measureFisher, type TaskKind } from '@lamella/training';
import type { FisherSettings } from '@lamella/spec';
import { withLoraProbe } from './lora-probe.ts';
import type { Values } from './measure-forward.ts';

/** The passes that gradients are taken in. */
export interface BackwardPasses {
  readonly kind: TaskKind;
  onBatch(numSamplesDone: number): void;
  /** Lends the model with the head of a seed. */
  withHead<T>(
    seed: number,
    use: (opened: { readonly model: Model; readonly batches: Iterable<Batch> }) => T,
  ): T;
}

/**
 * Measures the importance of every layer by each of the methods, all in one backward pass over the samples for each head:
 * the mean over heads, which are random where the model's checkpoint has none.
 *
 * @throws UserError (exit code 2) for several heads of a model whose head is not new: they would all be the same
 */
export function measureBackward(
  settings: FisherSettings,
  methods: readonly ImportanceMethod[],
  passes: BackwardPasses,
): Values[] {
  const seeds = Array.from({ length: settings.heads ?? 1 }, (_, i) => settings.seed + i);
  const ofHeads = seeds.map((seed) =>
    passes.withHead(seed, ({ model, batches }) => {
      if (seeds.length > 1) requireNewHead(model, seeds.length);
      const scores = measureScores({ ...settings, seed }, { ...passes, model, batches });
      return methods.map((method) => valuesOf(scores, settings, method));
    }),
  );
  return methods.map((_, i) => {
    const values = ofHeads.map((ofMethods) => ofMethods[i] as Values);
    const heads = values.map((ofHead, h) => ({ seed: seeds[h] as number, values: ofHead.values }));
    return { ...meanOverHeads(values), ...(heads.length > 1 && { heads }) };
  });
}

function measureScores(
  settings: FisherSettings,
  {
    kind,
    onBatch,
    model,
    batches,
  }: BackwardPasses & { readonly model: Model; readonly batches: Iterable<Batch> },
): FisherScores {
  const { targets } = settings;
  const measure = (lora?: Parameters<typeof measureFisher>[2]['lora']): FisherScores =>
    measureFisher(model, batches, { kind, targets, onBatch, ...(lora && { lora }) });
  return settings.withRespectTo === 'weights' ? measure() : withLoraProbe(model, settings, measure);
}

function valuesOf(scores: FisherScores, { normalise }: FisherSettings, method: ImportanceMethod): Values {
  const { power } = importanceOf(method) as BackwardImportance;
  const choice = { perParameter: normalise, power };
  const effects = scores.effects(choice);
  return {
    values: scores.scores(choice),
    effects: effects.numSamples < fewestSamples ? undefined : effects,
  };
}

function requireNewHead({ newWeights = [] }: Model, count: number): void {
  if (newWeights.length > 0) return;
  throw new UserError(
    `Expected a model whose head is new for ${count} heads, got one whose head its checkpoint holds: all would be the same. ` +
      'Leave `heads` out.',
    { exitCode: 2 },
  );
}

/** The mean of importance over heads; a sample's effect on it is the mean of its effects. */
function meanOverHeads(ofHeads: readonly Values[]): Values {
  const [first] = ofHeads;
  if (first === undefined || ofHeads.length === 1) return first ?? { values: [], effects: undefined };
  const effects = ofHeads.flatMap((ofHead) => ofHead.effects ?? []);
  const meanOf = (numbers: (l: number) => number[]): number[] => first.values.map((_, l) => mean(numbers(l)));
  return {
    values: meanOf((l) => ofHeads.map(({ values }) => values[l] ?? NaN)),
    effects: first.effects && {
      ...first.effects,
      estimates: meanOf((l) => effects.map(({ estimates }) => estimates[l] ?? NaN)),
      effects: first.values.map((_, l) => meanOfArrays(effects, l)),
    },
  };
}

function meanOfArrays(all: readonly SampleEffects[], l: number): Float64Array {
  const arrays = all.map(({ effects }) => effects[l] ?? new Float64Array());
  return (arrays[0] ?? new Float64Array()).map((_, i) => mean(arrays.map((array) => array[i] ?? NaN)));
}
