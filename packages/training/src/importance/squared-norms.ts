import { type Tensor, tf } from '@lamella/engine';
import type { TextPacking } from '@lamella/models';

/**
 * ‖dY_iᵀ X_i‖² of every sample i of a batch, the sum of the entries of (X_i X_iᵀ) ∘ (dY_i dY_iᵀ).
 *
 * @param inputs X of each use of a linear map, the rows of all samples, [rows, in]
 * @param gradients dY of each use, [rows, out]
 * @returns [n] for n samples
 */
export type SquaredNorms = (inputs: readonly Tensor[], gradients: readonly Tensor[]) => Tensor;

/** Where each sample has the same number of rows, one sample after another. */
export function normsOfSamples(batchSize: number): SquaredNorms {
  return (inputs, gradients) =>
    tf.sum(tf.mul(gramOfRows(inputs, batchSize), gramOfRows(gradients, batchSize)), [1, 2]);
}

/**
 * Where samples are the S texts of packed rows: pairs of tokens of different texts are left out. A map that is applied to the
 * texts' first tokens alone has one row for each text.
 */
export function normsOfPackedTexts({ segments, starts }: TextPacking): SquaredNorms {
  const [numRows = 0, length = 0] = segments.shape;
  const [numTexts = 0] = starts.shape;
  const isPair = tf.cast(
    tf.equal(tf.reshape(segments, [numRows, length, 1]), tf.reshape(segments, [numRows, 1, length])),
    'float32',
  ); // [R, T, T]
  const isOfText = tf.oneHot(tf.reshape(segments, [numRows * length]), numTexts, 1, 0, 'float32'); // [R·T, S]
  return ([input, ...otherInputs], [gradient]) => {
    if (input === undefined || gradient === undefined || otherInputs.length > 0)
      throw new Error(
        `Expected a linear map to be used once on packed texts, got ${otherInputs.length + 1} uses`,
      );
    if (input.shape[0] === numTexts) return tf.mul(squaredRows(input), squaredRows(gradient));
    const products = tf.mul(gramOfRows([input], numRows), gramOfRows([gradient], numRows)); // [R, T, T]
    const ofTokens = tf.reshape(tf.sum(tf.mul(products, isPair), 2), [1, numRows * length]);
    return tf.reshape(tf.matMul(ofTokens, isOfText), [numTexts]);
  };
}

/** X_i X_iᵀ of every i, X_i its rows of all uses together: [B·T, n], … -> [B, T + …, T + …]. */
function gramOfRows(uses: readonly Tensor[], batchSize: number): Tensor {
  const ofSamples = uses.map((x) => {
    const [rows = 0, size = 0] = x.shape;
    return tf.reshape(x, [batchSize, rows / batchSize, size]);
  });
  const samples = tf.concat(ofSamples, 1);
  return tf.matMul(samples, samples, false, true);
}

/** ‖x‖² of every row: [n, size] -> [n]. */
function squaredRows(x: Tensor): Tensor {
  return tf.sum(tf.square(x), 1);
}
