import { fixtureFolders, matrixOf, readJsonFixture, readMatrices } from '../testing/fixtures.ts';
import { CkaAccumulator } from './cka-accumulator.ts';
import { debiasedCka } from './debiased-cka.ts';
import { importanceFromCka } from './importance.ts';
import { linearCka, linearCkaOfFeatures, linearCkaOfSamples } from './linear-cka.ts';
import type { Matrix } from './matrix.ts';
import { rbfCka } from './rbf-cka.ts';

interface CkaCase {
  readonly linear: number;
  readonly debiased: number;
  readonly rbf: Readonly<Record<string, number>>;
}

const { cases } = readJsonFixture<{ cases: Record<string, CkaCase> }>('cka_cases/cka_cases.json');
const caseMatrices = readMatrices('cka_cases/cka_cases.safetensors');

describe.each(Object.entries(cases))('NumPy reference %s', (name, expected) => {
  const x = matrixOf(caseMatrices, `${name}/X`);
  const y = matrixOf(caseMatrices, `${name}/Y`);
  const tolerance = name === 'large_offset' ? 1e-6 : 1e-9;

  test.each([
    ['the cheaper form', linearCka],
    ['the feature form', linearCkaOfFeatures],
    ['the sample form', linearCkaOfSamples],
    ['batches', ckaInBatches],
  ])('linear, %s', (_, cka) => {
    expect(Math.abs(cka(x, y) - expected.linear)).toBeLessThan(tolerance);
  });

  test('debiased', () => {
    expect(Math.abs(debiasedCka(x, y) - expected.debiased)).toBeLessThan(tolerance);
  });

  test.each(Object.entries(expected.rbf))('rbf, bandwidth factor %s', (factor, value) => {
    expect(Math.abs(rbfCka(x, y, { bandwidthFactor: Number(factor) }) - value)).toBeLessThan(tolerance);
  });
});

interface ImportanceCase {
  readonly linear: readonly number[];
  readonly importance: readonly number[];
  readonly debiased: readonly number[];
  readonly rbf: Readonly<Record<string, readonly number[]>>;
}

type Pooling = 'position' | 'mean';

describe.each(fixtureFolders('importance.json'))('NumPy reference of %s', (family) => {
  const { cka } = readJsonFixture<{
    cka: Record<Pooling, ImportanceCase & { raw_last_layer?: ImportanceCase }>;
  }>(`${family}/importance.json`);
  const matrices = readMatrices(`${family}/importance.safetensors`);

  test.each<Pooling>(['position', 'mean'])('%s', (pooling) => {
    const expected = cka[pooling];
    const representations = [...expected.linear, NaN].map((_, l) =>
      matrixOf(matrices, `reps/${pooling}_${l}`),
    );
    expectLayers(representations, expected);
    if (expected.raw_last_layer === undefined) return;
    const raw = [...representations.slice(0, -1), matrixOf(matrices, `reps/${pooling}_last_raw`)];
    expectLayers(raw, expected.raw_last_layer);
  });
});

test('both encoder families are checked', () => {
  expect(fixtureFolders('importance.json')).toEqual(expect.arrayContaining(['bert', 'roberta']));
});

function expectLayers(representations: readonly Matrix[], expected: ImportanceCase): void {
  const perLayer = (cka: (x: Matrix, y: Matrix) => number): number[] =>
    representations.slice(1).map((after, l) => cka(representations[l] ?? after, after));
  expectClose(perLayer(linearCka), expected.linear);
  expectClose(perLayer(ckaInBatches), expected.linear);
  expectClose(importanceFromCka(perLayer(linearCka)), expected.importance);
  expectClose(perLayer(debiasedCka), expected.debiased);
  for (const [factor, values] of Object.entries(expected.rbf)) {
    expectClose(
      perLayer((x, y) => rbfCka(x, y, { bandwidthFactor: Number(factor) })),
      values,
    );
  }
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expect(Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? NaN))))).toBeLessThan(1e-9);
}

function ckaInBatches(x: Matrix, y: Matrix): number {
  const accumulator = new CkaAccumulator(x.columns, y.columns);
  for (let start = 0; start < x.rows; start += 7)
    accumulator.add(rowsFrom(x, start, 7), rowsFrom(y, start, 7));
  return accumulator.cka();
}

function rowsFrom({ rows, columns, data }: Matrix, start: number, count: number): Matrix {
  const size = Math.min(count, rows - start);
  return { rows: size, columns, data: data.slice(start * columns, (start + size) * columns) };
}
