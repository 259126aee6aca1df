import type { Tensor } from '@lamella/engine';
import { debiasedCka, importanceFromCka, type Matrix, rbfCka } from '@lamella/metrics';
import type { Model } from '@lamella/models';
import { measureCka, type RepresentationOptions, RepresentationPass } from '@lamella/training';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import type { CkaJson } from '../formats.ts';
import { readReferenceRows, type ReferenceRows } from '../reference-rows.ts';
import { compareRankings } from './ranking.ts';

/** How the reference names the two ways in which a row becomes one vector. */
export type ReferencePooling = 'position' | 'mean';
export const REFERENCE_POOLINGS: readonly ReferencePooling[] = ['position', 'mean'];

/** Samples per batch. */
const BATCH_SIZE = 24;

/** Representations of the model's own, and CKA between them. */
export function representationCases(family: FamilyReference, mode: Mode): CaseOutcome[] {
  const rows = readReferenceRows(family.importance, 'samples/', family.images);
  const model = family.loadModel();
  try {
    return REFERENCE_POOLINGS.flatMap((pooling) =>
      casesOfPooling(family, model, { pooling, rows, mode }).map((outcome) => ({
        ...outcome,
        name: `${outcome.name}, ${pooling}, ${mode}`,
      })),
    );
  } finally {
    model.dispose();
  }
}

interface PooledRows {
  readonly pooling: ReferencePooling;
  readonly rows: ReferenceRows;
  readonly mode: Mode;
}

function casesOfPooling(
  { importance, profile: { tolerances, position } }: FamilyReference,
  model: Model,
  { pooling, rows, mode }: PooledRows,
): CaseOutcome[] {
  const { raw_last_layer: expectedRaw, ...expected } = importance.json.cka[pooling];
  const options = {
    pooling: pooling === 'mean' ? 'mean' : position,
    isEager: mode === 'eager',
    tolerance: tolerances.ckaOfOwnRepresentations,
  } as const;
  const normed = representations(model, rows, options);
  const raw = representations(model, rows, { ...options, lastLayer: 'raw' });
  const named = [...normed.map((matrix, l) => [`${l}`, matrix] as const), ['last_raw', raw.at(-1)] as const];
  const stored = named.map(([suffix, matrix]) => {
    const label = `${pooling}_${suffix}`;
    return { label, found: matrix?.data ?? [], expected: importance.read(`reps/${label}`).data };
  });
  const ofRaw = (): CaseOutcome[] =>
    expectedRaw === undefined
      ? []
      : compareOwnCka(
          model,
          { matrices: raw, rows, expected: expectedRaw },
          { ...options, lastLayer: 'raw' },
        );
  return [
    compareNumbers('representations', stored, { tolerance: tolerances.representations }),
    ...compareOwnCka(model, { matrices: normed, rows, expected }, options),
    ...ofRaw().map((outcome) => ({ ...outcome, name: `${outcome.name} with the last layer raw` })),
  ];
}

/** CKA by both routes, its other forms on the same representations, and what is selected by it. */
function compareOwnCka(
  model: Model,
  run: { readonly matrices: readonly Matrix[]; readonly rows: ReferenceRows; readonly expected: CkaJson },
  { tolerance, ...options }: RepresentationOptions & { readonly tolerance: number },
): CaseOutcome[] {
  const { matrices, rows, expected } = run;
  // Asked for few samples, CKA comes from products of samples; for many, from products of features.
  const { hiddenSize } = model.config;
  const bySamples = measureCka(model, batches(rows), { ...options, numSamples: hiddenSize });
  const byFeatures = measureCka(model, batches(rows), { ...options, numSamples: hiddenSize + 1 });
  const pairs = [
    { label: 'from products of samples', found: bySamples, expected: expected.linear },
    { label: 'from products of features', found: byFeatures, expected: expected.linear },
    ...otherCka(matrices, expected),
  ];
  return [
    compareNumbers('CKA of own representations', pairs, { tolerance }),
    compareRankings('selection by own CKA', importanceFromCka(bySamples), expected),
  ];
}

/** The debiased and the kernel forms of CKA between consecutive representations, beside the reference's. */
export function otherCka(
  matrices: readonly Matrix[],
  expected: CkaJson,
): { readonly label: string; readonly found: number[]; readonly expected: readonly number[] }[] {
  return [
    { label: 'debiased', found: consecutive(matrices, debiasedCka), expected: expected.debiased },
    ...Object.entries(expected.rbf).map(([factor, values]) => ({
      label: `rbf, bandwidth factor ${factor}`,
      found: consecutive(matrices, (x, y) => rbfCka(x, y, { bandwidthFactor: Number(factor) })),
      expected: values,
    })),
  ];
}

/** A measure between each item and the next. */
export function consecutive<T>(items: readonly T[], measure: (x: T, y: T) => number): number[] {
  return items.slice(1).map((item, i) => measure(items[i] as T, item));
}

function* batches(rows: ReferenceRows): Generator<ReturnType<ReferenceRows['batch']>> {
  for (let start = 0; start < rows.numRows; start += BATCH_SIZE)
    yield rows.batch(start, Math.min(BATCH_SIZE, rows.numRows - start));
}

/** R_0 … R_L of all samples, each [M, D]. */
function representations(model: Model, rows: ReferenceRows, options: RepresentationOptions): Matrix[] {
  const pass = new RepresentationPass(model, [options], options);
  const { hiddenSize: columns, numLayers } = model.config;
  const matrices = Array.from({ length: numLayers + 1 }, () => new Float32Array(rows.numRows * columns));
  let start = 0;
  try {
    for (const batch of batches(rows)) {
      pass.run(batch, ([stacked]) => {
        const values = (stacked as Tensor).dataSync<'float32'>();
        const size = batch.size * columns;
        matrices.forEach((matrix, l) =>
          matrix.set(values.subarray(l * size, (l + 1) * size), start * columns),
        );
      });
      start += batch.size;
    }
  } finally {
    pass.dispose();
  }
  return matrices.map((data) => ({ rows: rows.numRows, columns, data }));
}
