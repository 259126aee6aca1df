import type { Batch } from '@lamella/datasets';
import type { Tensor } from '@lamella/engine';
import type { Matrix, RepresentationMeasure } from '@lamella/metrics';
import { forwardImportance, type ForwardImportance, type ForwardMethod } from '@lamella/metrics/selection';
import type { Model } from '@lamella/models';
import { CkaMoments, type EngineMeasure } from './cka-moments.ts';
import { chooseSome } from './kept-samples.ts';
import type { Representation } from './representation-pass.ts';

/** One measurement in a pass: what of which representation of which samples. */
export interface Reading extends Representation {
  readonly method: ForwardMethod;
  /** Samples that it is taken of; decides which form of a measure is cheaper. */
  readonly numSamples: number;
  /** Takes the samples of the ids below `numSamples` alone. @default false, all that batches bring */
  readonly isOfFirst?: boolean;
}

/** Gathers what is measured in a pass. */
export type Measure = RepresentationMeasure | EngineMeasure;

/** A measure that is under way, and the samples that it is taken of. */
export interface Started {
  readonly measure: Measure;
  /** The place of its representation among the forms of the pass. */
  readonly form: number;
  /** The samples of lower ids alone; all of them where there is none. */
  readonly idsBelow: number | undefined;
  /** A choice among these by their places in the pass; all of them where there is none. */
  readonly chosen: ReadonlySet<number> | undefined;
  /** Samples of lower ids that batches have brought. */
  numSeen: number;
}

/** The measures of some readings, and the forms of representations that these take. */
export interface StartedMeasures {
  /** One for each reading, the same for readings that share it. */
  readonly measures: readonly Started[];
  readonly forms: readonly Representation[];
}

/** Measures with a form of their own for many samples, whose memory never grows with samples × layers × hidden. */
const ofManySamples: ReadonlyMap<
  ForwardImportance['measure'],
  (...sizes: ConstructorParameters<typeof CkaMoments>) => EngineMeasure
> = new Map([[forwardImportance('cka').measure, (...sizes) => new CkaMoments(...sizes)]]);

/** Starts the measures of some readings of a model, one for those that take the same of the same samples. */
export function startMeasures(
  { layers, config: { hiddenSize } }: Model,
  readings: readonly Reading[],
  hasEffects: boolean,
): StartedMeasures {
  const forms = new Map<string, number>();
  const started = new Map<string, Map<ForwardImportance['measure'], Started>>();
  const measures = readings.map((reading): Started => {
    const { numSamples, isOfFirst = false } = reading;
    const { measure, mostSamples = Infinity } = forwardImportance(reading.method);
    const key = formOf(reading);
    const form = forms.get(key) ?? forms.size;
    forms.set(key, form);
    const alike = JSON.stringify([key, numSamples, isOfFirst]);
    const known = started.get(alike) ?? new Map<ForwardImportance['measure'], Started>();
    started.set(alike, known);
    const twin = known.get(measure);
    if (twin !== undefined) return twin;
    const needsEffects = hasEffects || readings.some((other) => readsEffects(other, measure));
    const onEngine = numSamples > hiddenSize ? ofManySamples.get(measure) : undefined;
    const own: Started = {
      measure: onEngine?.(layers.length + 1, hiddenSize, needsEffects ? numSamples : undefined) ?? measure(),
      form,
      idsBelow: isOfFirst ? numSamples : undefined,
      chosen: numSamples > mostSamples ? chooseSome(numSamples, mostSamples) : undefined,
      numSeen: 0,
    };
    known.set(measure, own);
    return own;
  });
  return { measures, forms: [...forms.keys()].map((key) => JSON.parse(key) as Representation) };
}

function formOf({ pooling, lastLayer }: Representation): string {
  return JSON.stringify({ pooling, ...(lastLayer === 'raw' && { lastLayer }) });
}

function readsEffects({ method }: Reading, measure: ForwardImportance['measure']): boolean {
  const record = forwardImportance(method);
  return record.measure === measure && record.valuesOf !== undefined;
}

/**
 * Gives a batch to every measure. Representations are read once for all measures that take arrays, and not at all without any.
 *
 * @param representations [L + 1, B, D] in each form
 */
export function addBatch(
  measures: readonly Started[],
  representations: readonly Tensor[],
  batch: Batch,
): void {
  const counted = [...batch.weights.keys()].filter((row) => batch.weights[row] === 1);
  const read = new Map<number, Matrix[]>();
  for (const started of measures) {
    const { measure, form, idsBelow, chosen, numSeen } = started;
    const ofForm = representations[form] as Tensor;
    const own =
      idsBelow === undefined ? counted : counted.filter((row) => (batch.exampleIds[row] ?? NaN) < idsBelow);
    started.numSeen += own.length;
    const rows = chosen === undefined ? own : own.filter((_, i) => chosen.has(numSeen + i));
    if (rows.length === 0) continue;
    if ('dispose' in measure) measure.add(ofForm, withRows(batch, rows));
    else if (rows.length < counted.length) measure.add(readRows(ofForm, rows));
    else {
      const all = read.get(form) ?? readRows(ofForm, counted);
      read.set(form, all);
      measure.add(all);
    }
  }
}

/** A batch in which some rows alone count. */
function withRows(batch: Batch, rows: readonly number[]): Batch {
  const weights = new Float32Array(batch.weights.length);
  for (const row of rows) weights[row] = 1;
  return { ...batch, weights };
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
