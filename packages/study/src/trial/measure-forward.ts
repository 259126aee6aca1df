import type { Batch, EncodedExample } from '@lamella/datasets';
import type { SampleEffects } from '@lamella/metrics';
import { forwardImportance, type ForwardMethod, type ImportanceMethod } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { measureRepresentations } from '@lamella/training';
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
  onBatch(numSamplesDone: number): void;
}

/** Measures the importance of every layer by each of the methods, all in one forward pass over the samples. */
export function measureForward(
  { pooling, lastLayer }: RepresentationSettings,
  methods: readonly ImportanceMethod[],
  { model, batches, examples, onBatch }: ForwardPass,
): Values[] {
  const forward = methods as readonly ForwardMethod[];
  const measured = measureRepresentations(model, batches, {
    ...{ methods: forward, hasEffects: true, pooling, numSamples: examples.length, onBatch },
    ...(lastLayer && { lastLayer }),
  });
  return measured.map(({ values, effects }, i) => ({
    values: forwardImportance(forward[i] as ForwardMethod).fromMeasured(values),
    effects,
  }));
}
