import {
  CkaAccumulator,
  importanceFromCka,
  linearCkaOfFeatures,
  linearCkaOfSamples,
  type Matrix,
} from '@lamella/metrics';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers, type NumberPair } from '../compare.ts';
import type { FamilyReference } from '../family-reference.ts';
import type { CkaJson } from '../formats.ts';
import type { ReferenceFile } from '../reference-file.ts';
import { compareRankings } from './ranking.ts';
import { consecutive, otherCka, REFERENCE_POOLINGS, type ReferencePooling } from './representations.ts';

/** CKA between the representations that the reference stores: the arithmetic alone. */
export function storedCkaCases({ importance, profile }: FamilyReference): CaseOutcome[] {
  const { ckaOfStoredRepresentations: tolerance } = profile.tolerances;
  return REFERENCE_POOLINGS.flatMap((pooling) => {
    const { raw_last_layer: raw, ...expected } = importance.json.cka[pooling];
    const matrices = storedRepresentations(importance, pooling, expected.linear.length);
    const outcomes = compareStoredCka(pooling, matrices, { expected, tolerance });
    if (raw === undefined) return outcomes;
    const last = readMatrix(importance, `reps/${pooling}_last_raw`);
    const title = `${pooling}, last layer raw`;
    return [
      ...outcomes,
      ...compareStoredCka(title, [...matrices.slice(0, -1), last], { expected: raw, tolerance }),
    ];
  });
}

function compareStoredCka(
  title: string,
  matrices: readonly Matrix[],
  { expected, tolerance }: { readonly expected: CkaJson; readonly tolerance: number },
): CaseOutcome[] {
  const linear = consecutive(matrices, linearCkaOfFeatures);
  const pairs = [
    ...linearCkaPairs(matrices, expected.linear),
    { label: 'importance', found: importanceFromCka(linear), expected: expected.importance },
    ...otherCka(matrices, expected),
  ];
  return [
    compareNumbers(`CKA of stored representations, ${title}`, pairs, { tolerance }),
    compareRankings(`selection by stored CKA, ${title}`, importanceFromCka(linear), expected),
  ];
}

/** Linear CKA in each of its forms. */
export function linearCkaPairs(matrices: readonly Matrix[], expected: readonly number[]): NumberPair[] {
  return Object.entries({
    'from products of features': linearCkaOfFeatures,
    'from products of samples': linearCkaOfSamples,
    'in batches': ckaInBatches,
  }).map(([label, measure]) => ({ label, found: consecutive(matrices, measure), expected }));
}

/** Samples per batch: few, so that there are several batches. */
const BATCH_SIZE = 7;

function ckaInBatches(x: Matrix, y: Matrix): number {
  const accumulator = new CkaAccumulator(x.columns, y.columns);
  for (let start = 0; start < x.rows; start += BATCH_SIZE)
    accumulator.add(rowsOf(x, start), rowsOf(y, start));
  return accumulator.cka();
}

function rowsOf({ rows, columns, data }: Matrix, start: number): Matrix {
  const end = Math.min(rows, start + BATCH_SIZE);
  return { rows: end - start, columns, data: data.slice(start * columns, end * columns) };
}

function storedRepresentations<T>(
  importance: ReferenceFile<T>,
  pooling: ReferencePooling,
  numLayers: number,
): Matrix[] {
  return Array.from({ length: numLayers + 1 }, (_, l) => readMatrix(importance, `reps/${pooling}_${l}`));
}

/** A stored matrix, samples as rows. */
export function readMatrix<T>(file: ReferenceFile<T>, name: string): Matrix {
  const { shape, data } = file.read(name);
  const [rows = 0, columns = 0] = shape;
  return { rows, columns, data: Float32Array.from(data) };
}
