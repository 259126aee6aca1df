import type { Batch } from '@lamella/datasets';
import type { SampleEffects } from '@lamella/metrics';
import { forwardImportance, type ForwardMethod } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { type PassSettings, type RepresentationOptions, RepresentationPass } from './representation-pass.ts';
import { addBatch, type Measure, type Reading, startMeasures } from './start-measures.ts';

/** Settings of a pass that measures representations. */
export interface MeasureOptions extends RepresentationOptions {
  /** Samples in all batches together; decides which form of a measure is cheaper. */
  readonly numSamples: number;
  onBatch?(numSamplesDone: number): void;
}

/** A pass, and what is measured in it. */
export interface RepresentationRequest extends MeasureOptions {
  readonly methods: readonly ForwardMethod[];
  /** Asks for the effects of single samples. @default false */
  readonly hasEffects?: boolean;
}

/** A pass in which several representations are measured, of different samples. */
export interface ReadingsRequest extends PassSettings {
  readonly readings: readonly Reading[];
  /** Asks for the effects of single samples. @default false */
  readonly hasEffects?: boolean;
  onBatch?(numSamplesDone: number): void;
}

/** The values that a method measured. */
export interface Measured {
  /** One value per layer, [L]: CKA(R_l, R_{l+1}) for layer l, say (its importance is 1 minus it). */
  readonly values: number[];
  /** Effects of single samples on the layers' importance, where they were asked for; undefined where they are too few to say. */
  readonly effects: SampleEffects | undefined;
}

/**
 * Measures the input and the output of every layer by each of the methods, in one forward pass without gradients over the samples.
 *
 * With at most D samples a method's own arithmetic is used; CKA then keeps the representations (n · D numbers per layer) and
 * compares them by the Gram matrices of the samples. With more, only the products of features are summed, in float64. Methods
 * whose cost would grow with the square of the samples' number take a random choice of many (their `mostSamples`).
 *
 * Effects of single samples come from the same pass: from the representations that are kept, or with more samples than D
 * from those of a choice of them (`KeptSamples` tells the memory).
 *
 * @returns for each method, in their order, its measurement of every layer
 */
export function measureRepresentations(
  model: Model,
  batches: Iterable<Batch>,
  { methods, numSamples, pooling, lastLayer = 'normed', ...options }: RepresentationRequest,
): Measured[] {
  const readings = methods.map((method): Reading => ({ method, numSamples, pooling, lastLayer }));
  return measureReadings(model, batches, { readings, ...options });
}

/**
 * Measures several representations (poolings, last layers) of several numbers of samples, all in one forward pass; see
 * {@link measureRepresentations}.
 *
 * @returns for each reading, in their order, its measurement of every layer
 */
export function measureReadings(
  model: Model,
  batches: Iterable<Batch>,
  { readings, hasEffects = false, onBatch, ...options }: ReadingsRequest,
): Measured[] {
  const { measures, forms } = startMeasures(model, readings, hasEffects);
  const distinct = [...new Set(measures)];
  const pass = new RepresentationPass(model, forms, options);
  let numDone = 0;
  try {
    for (const batch of batches) {
      pass.run(batch, (representations) => addBatch(distinct, representations, batch));
      numDone += batch.weights.reduce((a, b) => a + b, 0);
      onBatch?.(numDone);
    }
    const effectsOf = remember((measure: Measure) => measure.effects());
    return measures.map(({ measure }, i) =>
      read(measure, (readings[i] as Reading).method, { hasEffects, effectsOf }),
    );
  } finally {
    for (const { measure } of distinct) if ('dispose' in measure) measure.dispose();
    pass.dispose();
  }
}

interface EffectsReading {
  readonly hasEffects: boolean;
  /** The effects of a measure, which methods may share. */
  effectsOf(measure: Measure): ReturnType<Measure['effects']>;
}

function read(measure: Measure, method: ForwardMethod, { hasEffects, effectsOf }: EffectsReading): Measured {
  const { valuesOf } = forwardImportance(method);
  const effects = hasEffects || valuesOf !== undefined ? effectsOf(measure) : undefined;
  return {
    values: valuesOf === undefined ? measure.values() : valuesOf(effects),
    effects: hasEffects ? effects : undefined,
  };
}

/** Linear CKA between the input and the output of every layer (paper, equation of CKA), [L]; see {@link measureRepresentations}. */
export function measureCka(model: Model, batches: Iterable<Batch>, options: MeasureOptions): number[] {
  const [cka] = measureRepresentations(model, batches, { ...options, methods: ['cka'] });
  return cka?.values ?? [];
}

/** A function that computes what belongs to an object once. */
function remember<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as Value;
  };
}
