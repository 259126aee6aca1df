import { matrixOf, readJsonFixture, readMatrices } from '../testing/fixtures.ts';
import { fewestSamples, isConstant } from './cka-effects.ts';
import { ConsecutiveCka } from './consecutive-cka.ts';
import type { Matrix } from './matrix.ts';

interface Case {
  readonly family: string;
  readonly pooling: string;
  readonly first: number;
  readonly estimates: readonly number[];
  readonly effects: readonly (readonly number[])[];
  readonly floors: readonly number[];
}

const { cases } = readJsonFixture<{ cases: readonly Case[] }>('metrics/certainty.json');

function measure(states: readonly Matrix[]): ConsecutiveCka {
  const cka = new ConsecutiveCka();
  cka.add(states);
  return cka;
}

describe.each(cases)('NumPy reference of $family, $pooling', ({ family, pooling, first, ...expected }) => {
  const stored = readMatrices(`${family}/importance.safetensors`);
  const states = Array.from({ length: expected.estimates.length + 1 }, (_, l) =>
    matrixOf(stored, `reps/${pooling}_${l + first}`),
  );
  const found = measure(states).effects();

  test('estimates, and effects of single samples as by leaving them out', () => {
    expect(found).toMatchObject({ numSamples: 48, constantInputs: [] });
    expected.estimates.forEach((value, l) => expect(found?.estimates[l]).toBeCloseTo(value, 9));
    expected.effects.forEach((ofLayer, l) =>
      ofLayer.forEach((value, i) => expect(found?.effects[l]?.[i]).toBeCloseTo(value, 7)),
    );
  });

  test('the floor of few samples, from effective dimensions', () => {
    expected.floors.forEach((value, l) => expect(found?.floors?.[l]).toBeCloseTo(value, 9));
  });
});

const wave = (rows: number, factor: number): Matrix => ({
  rows,
  columns: 3,
  data: Float32Array.from({ length: 3 * rows }, (_, i) => Math.sin(factor * (i + 1) ** 1.3)),
});

test('a constant input is named, its layer is sure to have importance 1', () => {
  const constant: Matrix = { rows: 12, columns: 3, data: new Float32Array(36).fill(0.1) };
  const found = measure([constant, wave(12, 1), wave(12, 2)]).effects();
  expect(found).toMatchObject({ constantInputs: [0], floors: [0, expect.any(Number)] });
  expect(found?.estimates[0]).toBe(1);
  expect(found?.effects[0]).toEqual(new Float64Array(12));
  expect(found?.effects[1]?.some((effect) => effect !== 0)).toBe(true);
});

test('rounding is no spread', () => {
  expect(isConstant(1e-12, 1)).toBe(true);
  expect(isConstant(1e-8, 1)).toBe(false);
});

test('too few samples have no effects, but a value', () => {
  const few = measure([wave(fewestSamples - 1, 1), wave(fewestSamples - 1, 2)]);
  expect(few.effects()).toBeUndefined();
  expect(few.values()).toHaveLength(1);
});
