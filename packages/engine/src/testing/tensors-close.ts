import { type Tensor, tf } from '../index.ts';

/** How far a tensor may be from what is expected: |actual - expected| <= absolute + relative · max |expected|. */
export interface Tolerance {
  /** @default 0 */
  readonly absolute?: number;
  /**
   * As a share of the largest magnitude in the expected tensor, so that elements near zero do not have to be nearer
   * than what float32 sums can give. @default 1e-6
   */
  readonly relative?: number;
}

/**
 * Compares type, shape and every element of a tensor. NaN equals nothing; an infinity equals itself.
 *
 * @param expected a tensor, or nested arrays, which are taken to be of the actual type
 * @throws with the farthest element, where it is, and what was expected there
 */
export function expectTensorsClose(
  actual: Tensor,
  expected: Tensor | tf.TensorLike,
  tolerance: Tolerance = {},
): void {
  const { absolute = 0, relative = 1e-6 } = tolerance;
  const reference = toHost(expected, actual.dtype);
  const found = toHost(actual, actual.dtype);
  if (found.type !== reference.type) throw new Error(`Expected ${reference.type}, got ${found.type}`);
  const scale = reference.values.reduce(
    (max, value) => (Number.isFinite(value) ? Math.max(max, Math.abs(value)) : max),
    0,
  );
  const limit = absolute + relative * scale;
  const distances = found.values.map((value, i) => distance(value, reference.values[i] ?? NaN));
  const worst = distances.reduce((far, value, i) => (value > (distances[far] ?? 0) ? i : far), 0);
  if ((distances[worst] ?? 0) <= limit) return;
  throw new Error(
    `Expected ${reference.values[worst]} at [${indexOf(worst, actual.shape).join(', ')}] of a ${found.type}, ` +
      `got ${found.values[worst]}: off by ${distances[worst]?.toPrecision(3)}, allowed ${limit.toPrecision(3)}`,
  );
}

function toHost(
  x: Tensor | tf.TensorLike,
  dtype: tf.DataType,
): { readonly type: string; readonly values: number[] } {
  return tf.tidy(() => {
    const tensor = x instanceof tf.Tensor ? x : tf.tensor(x, undefined, dtype);
    return { type: `${tensor.dtype} [${tensor.shape.join(', ')}]`, values: [...tensor.dataSync()] };
  });
}

function distance(a: number, b: number): number {
  if (a === b) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const size of shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}
