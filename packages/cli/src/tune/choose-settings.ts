import {
  chooseBatch,
  chooseEpochs,
  chooseLearningRate,
  chooseMaxLength,
  type Choice,
  examplesPerStep,
  given,
} from '@lamella/planning';
import type { DataTraits } from './inspect-data.ts';
import type { TuneRequest } from './tune-request.ts';
import type { TunedSettings } from './tuned-spec.ts';

/** The facts that the settings are chosen by. */
export interface ChoiceContext {
  readonly kind: 'encoder' | 'decoder';
  /** The most tokens that the model reads. */
  readonly limit: number;
  readonly data: DataTraits;
  /** Bytes that are free. */
  readonly freeBytes: number;
  /** Predicts the peak memory of a step, in bytes. */
  peakBytes(settings: TunedSettings): number;
}

/** Settings with their reasons; `batchSize` stands for the accumulation as well. */
export type ChosenSettings = Readonly<Record<keyof TunedSettings, Choice<number>>>;

/** Texts are cut to this many tokens even where a model reads more, unless `--max-length` asks for it. */
const LONGEST = { encoder: 512, decoder: 1024 } as const;

/** Chooses what the request leaves open from the model's kind, the data and the memory. */
export function chooseSettings(request: TuneRequest, context: ChoiceContext): ChosenSettings {
  const { kind, data } = context;
  const maxLength =
    request.maxLength === undefined
      ? chooseMaxLength(data.lengths, Math.min(context.limit, LONGEST[kind]))
      : given(request.maxLength);
  const perStep = request.batchSize ?? examplesPerStep(kind);
  const epochs =
    request.epochs === undefined
      ? chooseEpochs(kind, { numExamples: data.numExamples, perStep })
      : given(request.epochs);
  const learningRate =
    request.learningRate === undefined
      ? chooseLearningRate({ kind, tuning: 'lora' })
      : given(request.learningRate);
  const rest = { epochs: epochs.value, learningRate: learningRate.value, maxLength: maxLength.value };
  const batch =
    request.batchSize === undefined
      ? chooseBatch(perStep, {
          freeBytes: context.freeBytes,
          peakBytes: (batchSize) =>
            context.peakBytes({ ...rest, batchSize, accumulation: perStep / batchSize }),
        })
      : given({ batchSize: request.batchSize, steps: 1 });
  return {
    epochs,
    learningRate,
    maxLength,
    batchSize: { value: batch.value.batchSize, why: batch.why },
    accumulation: { value: batch.value.steps, why: `batches per step: ${perStep} examples in all` },
  };
}

/** The settings without their reasons. */
export function valuesOf(settings: ChosenSettings): TunedSettings {
  const { epochs, learningRate, batchSize, accumulation, maxLength } = settings;
  return {
    epochs: epochs.value,
    learningRate: learningRate.value,
    batchSize: batchSize.value,
    accumulation: accumulation.value,
    maxLength: maxLength.value,
  };
}
