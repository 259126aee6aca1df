import { type Tensor, tf } from '@lamella/engine';
import {
  centredProduct,
  ckaEffects,
  isConstant,
  mean,
  type OwnSums,
  type PairSums,
  type SampleEffects,
} from '@lamella/metrics';

/** Sums over all M samples of representations less a shift, and the representations of m of them. */
export interface KeptMoments {
  readonly numSamples: number;
  /** Σ x xᵀ of R_0 … R_L, each [D, D] row by row. */
  readonly own: readonly Float64Array[];
  /** Σ x yᵀ of each with the next. */
  readonly cross: readonly Float64Array[];
  /** Σ x, each [D]. */
  readonly sums: readonly Float64Array[];
  /** [L + 1, 1, D] */
  readonly shift: Tensor;
  /** [L + 1, m, D], without the shift. */
  readonly kept: Tensor;
}

/**
 * Effects of the m samples on 1 − CKA of every layer over all M, see `ckaEffects`. The D × D products of all samples are
 * multiplied with the m samples on the engine, in float32.
 */
export function effectsFromMoments(moments: KeptMoments): SampleEffects | undefined {
  const { numSamples, own, cross } = moments;
  const kept = own.map((_, l) => keptRows(moments, l));
  try {
    return ckaEffects({
      numSamples,
      own: own.map((product, l) => ownSums(moments, { product, rows: kept[l] as KeptRows, l })),
      cross: cross.map((product, l) => {
        const ends = [kept[l], kept[l + 1]] as readonly [KeptRows, KeptRows];
        return pairSums(ends, { data: centre(moments, product, [l, l + 1]), numSamples });
      }),
    });
  } finally {
    tf.dispose(kept.map(({ rows }) => rows));
  }
}

/** The kept samples of a representation less the mean of all, [m, D], and their squared norms. */
interface KeptRows {
  readonly rows: Tensor;
  readonly norms: Float64Array;
}

function keptRows({ shift, kept, sums, numSamples }: KeptMoments, l: number): KeptRows {
  const rows = tf.tidy(() => {
    const [, m = 0, size = 0] = kept.shape;
    const rest = tf.tensor2d(
      Float32Array.from(sums[l] ?? [], (sum) => sum / numSamples),
      [1, size],
    );
    const mean = tf.add(tf.reshape(tf.slice(shift, [l, 0, 0], [1, 1, size]), [1, size]), rest);
    return tf.sub(tf.reshape(tf.slice(kept, [l, 0, 0], [1, m, size]), [m, size]), mean);
  });
  return { rows, norms: readNumbers(() => tf.sum(tf.square(rows), 1)) };
}

function ownSums(
  moments: KeptMoments,
  { product, rows, l }: { readonly product: Float64Array; readonly rows: KeptRows; readonly l: number },
): OwnSums {
  const { numSamples, kept } = moments;
  const data = centre(moments, product, [l, l]);
  const size = Math.sqrt(data.length);
  let sumOfNorms = 0;
  for (let i = 0; i < size; i++) sumOfNorms += data[i * (size + 1)] ?? NaN;
  const squares = readNumbers(() => tf.sum(tf.square(tf.slice(kept, [l, 0, 0], [1, -1, -1])), [0, 2]));
  const pair = pairSums([rows, rows], { data, numSamples });
  return {
    ...pair,
    norms: rows.norms,
    sumOfNorms,
    isConstant: isConstant(sumOfNorms, mean(squares) * numSamples),
  };
}

function centre(
  { sums, numSamples: n }: KeptMoments,
  product: Float64Array,
  [l, next]: readonly [number, number],
): Float64Array {
  const [left = new Float64Array(), right = new Float64Array()] = [sums[l], sums[next]];
  return centredProduct(product, { left, right, n }).data;
}

/** @param all.data XᵀY of all samples, [D, D] row by row */
function pairSums(
  [x, y]: readonly [KeptRows, KeptRows],
  { data, numSamples }: { readonly data: Float64Array; readonly numSamples: number },
): PairSums {
  const size = Math.sqrt(data.length);
  const rows = readNumbers(() => {
    const matrix = tf.tensor2d(Float32Array.from(data), [size, size]);
    return tf.sum(tf.mul(tf.matMul(x.rows as tf.Tensor2D, matrix), y.rows), 1); // [m]
  });
  const product = data.reduce((total, value) => total + value ** 2, 0);
  return { product, rows, weightedX: weighted(x, y, numSamples), weightedY: weighted(y, x, numSamples) };
}

/** x_iᵀ Σ_j ‖y_j‖² x_j, the sum over all samples taken from the kept ones. */
function weighted(x: KeptRows, y: KeptRows, numSamples: number): Float64Array {
  const scale = numSamples / y.norms.length;
  return readNumbers(() => {
    const weights = tf.tensor2d(
      Float32Array.from(y.norms, (norm) => scale * norm),
      [1, y.norms.length],
    );
    const sum = tf.matMul(weights, x.rows as tf.Tensor2D); // [1, D]
    return tf.reshape(tf.matMul(x.rows as tf.Tensor2D, sum, false, true), [-1]); // [m]
  });
}

function readNumbers(compute: () => Tensor): Float64Array {
  const result = tf.tidy(compute);
  const numbers = Float64Array.from(result.dataSync());
  result.dispose();
  return numbers;
}
