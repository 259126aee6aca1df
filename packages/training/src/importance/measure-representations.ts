import type { Tensor } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Matrix, RepresentationMeasure, SampleEffects } from '@lamella/metrics';
import { forwardImportance, type ForwardMethod } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { CkaMoments, type EngineMeasure } from './cka-moments.ts';
import { type RepresentationOptions, RepresentationPass } from './representation-pass.ts';

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

/** Measures with a form of their own for many samples, whose memory never grows with samples × layers × hidden. */
const ofManySamples: Readonly<
  Partial<Record<ForwardMethod, (...sizes: ConstructorParameters<typeof CkaMoments>) => EngineMeasure>>
> = {
  cka: (...sizes) => new CkaMoments(...sizes),
};

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
 * compares them by the Gram matrices of the samples. With more, only the products of features are summed, in float64.
 *
 * Effects of single samples come from the same pass: from the representations that are kept, or with more samples than D
 * from those of a choice of them (`KeptSamples` tells the memory).
 *
 * @returns for each method, in their order, its measurement of every layer
 */
export function measureRepresentations(
  model: Model,
  batches: Iterable<Batch>,
  { methods, hasEffects = false, ...options }: RepresentationRequest,
): Measured[] {
  const measures = methods.map((method) => startMeasure(method, model, { ...options, hasEffects }));
  const pass = new RepresentationPass(model, options);
  let numDone = 0;
  try {
    for (const batch of batches) {
      pass.run(batch, (representations) => addBatch(measures, representations, batch));
      numDone += batch.weights.reduce((a, b) => a + b, 0);
      options.onBatch?.(numDone);
    }
    return measures.map((measure) => ({
      values: measure.values(),
      effects: hasEffects ? measure.effects() : undefined,
    }));
  } finally {
    for (const measure of measures) if ('dispose' in measure) measure.dispose();
    pass.dispose();
  }
}

/** Linear CKA between the input and the output of every layer (paper, equation of CKA), [L]; see {@link measureRepresentations}. */
export function measureCka(model: Model, batches: Iterable<Batch>, options: MeasureOptions): number[] {
  const [cka] = measureRepresentations(model, batches, { ...options, methods: ['cka'] });
  return cka?.values ?? [];
}

type Measure = RepresentationMeasure | EngineMeasure;

function startMeasure(
  method: ForwardMethod,
  model: Model,
  { numSamples, hasEffects }: { readonly numSamples: number; readonly hasEffects: boolean },
): Measure {
  const { hiddenSize } = model.config;
  const onEngine = numSamples > hiddenSize ? ofManySamples[method] : undefined;
  return (
    onEngine?.(model.layers.length + 1, hiddenSize, hasEffects ? numSamples : undefined) ??
    forwardImportance(method).measure()
  );
}

/** Representations are read once for all measures that take arrays, and not at all without any. */
function addBatch(measures: readonly Measure[], representations: Tensor, batch: Batch): void {
  let rows: Matrix[] | undefined;
  for (const measure of measures) {
    if ('dispose' in measure) measure.add(representations, batch);
    else measure.add((rows ??= readRows(representations, batch)));
  }
}

/** The rows that count of every representation, L + 1 times [B, D]. */
function readRows(representations: Tensor, { weights }: Batch): Matrix[] {
  const [numRepresentations = 0, batchSize = 0, columns = 0] = representations.shape;
  const values = representations.dataSync<'float32'>();
  const counted = [...weights.keys()].filter((row) => weights[row] === 1);
  return Array.from({ length: numRepresentations }, (_, l) => {
    const data = new Float32Array(counted.length * columns);
    counted.forEach((row, i) => {
      const start = (l * batchSize + row) * columns;
      data.set(values.subarray(start, start + columns), i * columns);
    });
    return { rows: counted.length, columns, data };
  });
}
