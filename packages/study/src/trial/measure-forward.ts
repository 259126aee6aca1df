import type { Batch, EncodedExample } from '@lamella/datasets';
import type { SampleEffects } from '@lamella/metrics';
import { forwardImportance } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { measureReadings, type Reading, sharedEnding } from '@lamella/training';
import type { RepresentationSettings } from '@lamella/spec';

/** Importance with one of several heads. */
export interface HeadValues {
  readonly seed: number;
  readonly values: readonly number[];
}

/** Importance, and what single samples contribute to it. */
export interface Values {
  readonly values: readonly number[];
  /** Undefined where samples are too few to say. */
  readonly effects: SampleEffects | undefined;
  /** With each head, where there are several. */
  readonly heads?: readonly HeadValues[];
}

/** The pass that representations are measured in. */
export interface ForwardPass {
  readonly model: Model;
  readonly batches: Iterable<Batch>;
  readonly examples: readonly EncodedExample[];
  /** The length that examples were cut to. */
  readonly maxLength: number;
  onBatch(numSamplesDone: number): void;
}

/** One measurement of representations: what, and of which of the samples. */
export type ForwardReading = Pick<RepresentationSettings, 'method' | 'pooling' | 'lastLayer'> & {
  /** The first samples alone; all of them where none is given. */
  readonly first?: number;
};

/** Measures the importance of every layer by each of the readings, all in one forward pass over the samples. */
export function measureForward(
  readings: readonly ForwardReading[],
  { model, batches, examples, maxLength, onBatch }: ForwardPass,
): Values[] {
  const numSamples = examples.length;
  const needsEnding = readings.some(({ pooling }) => pooling === 'last-content');
  const measured = measureReadings(model, batches, {
    readings: readings.map(({ first, ...reading }): Reading => ({
      ...reading,
      numSamples: first ?? numSamples,
      isOfFirst: first !== undefined,
    })),
    ...{ hasEffects: true, onBatch },
    ...(needsEnding && { ending: sharedEnding(examples, maxLength) }),
  });
  return measured.map(({ values, effects }, i) => ({
    values: forwardImportance((readings[i] as ForwardReading).method).fromMeasured(values),
    effects,
  }));
}
