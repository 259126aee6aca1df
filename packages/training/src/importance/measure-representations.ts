import type { Tensor } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Matrix, RepresentationMeasure, SampleEffects } from '@lamella/metrics';
import { forwardImportance, type ForwardImportance, type ForwardMethod } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { CkaMoments, type EngineMeasure } from './cka-moments.ts';
import { chooseSome } from './kept-samples.ts';
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
const ofManySamples: ReadonlyMap<
  ForwardImportance['measure'],
  (...sizes: ConstructorParameters<typeof CkaMoments>) => EngineMeasure
> = new Map([[forwardImportance('cka').measure, (...sizes) => new CkaMoments(...sizes)]]);

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
  { methods, hasEffects = false, ...options }: RepresentationRequest,
): Measured[] {
  const measures = startMeasures(model, { methods, hasEffects, ...options });
  const distinct = [...new Set(measures)];
  const pass = new RepresentationPass(model, options);
  let numDone = 0;
  try {
    for (const batch of batches) {
      pass.run(batch, (representations) => addBatch(distinct, representations, batch));
      numDone += batch.weights.reduce((a, b) => a + b, 0);
      options.onBatch?.(numDone);
    }
    const effectsOf = remember((measure: Measure) => measure.effects());
    return measures.map(({ measure }, i) =>
      read(measure, methods[i] as ForwardMethod, { hasEffects, effectsOf }),
    );
  } finally {
    for (const { measure } of distinct) if ('dispose' in measure) measure.dispose();
    pass.dispose();
  }
}

interface Reading {
  readonly hasEffects: boolean;
  /** The effects of a measure, which methods may share. */
  effectsOf(measure: Measure): ReturnType<Measure['effects']>;
}

function read(measure: Measure, method: ForwardMethod, { hasEffects, effectsOf }: Reading): Measured {
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

type Measure = RepresentationMeasure | EngineMeasure;

/** A measure that is under way, and the samples that it is taken of; all of them where there is no choice. */
interface Started {
  readonly measure: Measure;
  readonly chosen: ReadonlySet<number> | undefined;
  /** Samples that batches have brought. */
  numSeen: number;
}

/** One for each method, the same for methods that share it. */
function startMeasures(
  model: Model,
  { methods, numSamples, hasEffects = false }: RepresentationRequest,
): Started[] {
  const { hiddenSize } = model.config;
  const records = methods.map(forwardImportance);
  const started = new Map<ForwardImportance['measure'], Started>();
  for (const { measure, mostSamples = Infinity } of records) {
    if (started.has(measure)) continue;
    const onEngine = numSamples > hiddenSize ? ofManySamples.get(measure) : undefined;
    const needsEffects =
      hasEffects || records.some((record) => record.measure === measure && record.valuesOf !== undefined);
    started.set(measure, {
      measure:
        onEngine?.(model.layers.length + 1, hiddenSize, needsEffects ? numSamples : undefined) ?? measure(),
      chosen: numSamples > mostSamples ? chooseSome(numSamples, mostSamples) : undefined,
      numSeen: 0,
    });
  }
  return records.map(({ measure }) => started.get(measure) as Started);
}

/** Representations are read once for all measures that take arrays, and not at all without any. */
function addBatch(measures: readonly Started[], representations: Tensor, batch: Batch): void {
  const counted = [...batch.weights.keys()].filter((row) => batch.weights[row] === 1);
  let all: Matrix[] | undefined;
  for (const started of measures) {
    const { measure, chosen, numSeen } = started;
    started.numSeen += counted.length;
    if ('dispose' in measure) measure.add(representations, batch);
    else if (chosen === undefined) measure.add((all ??= readRows(representations, counted)));
    else {
      const rows = counted.filter((_, i) => chosen.has(numSeen + i));
      if (rows.length > 0) measure.add(readRows(representations, rows));
    }
  }
}

/** Some rows of every representation, L + 1 times [B, D]. */
function readRows(representations: Tensor, rows: readonly number[]): Matrix[] {
  const [numRepresentations = 0, batchSize = 0, columns = 0] = representations.shape;
  const values = representations.dataSync<'float32'>();
  return Array.from({ length: numRepresentations }, (_, l) => {
    const data = new Float32Array(rows.length * columns);
    rows.forEach((row, i) => {
      const start = (l * batchSize + row) * columns;
      data.set(values.subarray(start, start + columns), i * columns);
    });
    return { rows: rows.length, columns, data };
  });
}

/** A function that computes what belongs to an object once. */
function remember<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as Value;
  };
}
