import { type Tensor, tf } from '@lamella/engine';

/** Where the texts of a batch are: one in each row, or several one after another. All int32. */
export interface TextPlaces {
  /** [B, T]: 1 for a token, 0 for padding. */
  readonly attentionMask: Tensor;
  readonly packing?: {
    /** [R, T]: which of the S texts a token belongs to, -1 for padding. */
    readonly segments: Tensor;
    /** [S]: which of the R·T tokens is each text's first. */
    readonly starts: Tensor;
  };
}

/** The first token (CLS) of every row: [B, T, D] -> [B, D]. */
export function firstToken(hidden: Tensor): Tensor {
  const [batchSize = 0, , size = 0] = hidden.shape;
  return tf.reshape(tf.slice(hidden, [0, 0, 0], [batchSize, 1, size]), [batchSize, size]);
}

/** The first token of every text: [B, T, D] -> [B, D], or [R, T, D] -> [S, D] of rows that hold several. */
export function firstOfTexts(hidden: Tensor, { packing }: TextPlaces): Tensor {
  if (packing === undefined) return firstToken(hidden);
  return tokensAt(tf.reshape(hidden, [-1, hidden.shape[2] ?? 0]), packing.starts);
}

/** The mean of every text's tokens: [B, T, D] -> [B, D], or [R, T, D] -> [S, D] of rows that hold several; zeros for a text without tokens. */
export function meanOfTexts(hidden: Tensor, { attentionMask, packing }: TextPlaces): Tensor {
  const [batchSize = 0, length = 0, size = 0] = hidden.shape;
  const counts = (isToken: Tensor): Tensor => tf.maximum(tf.sum(isToken, -1, true), 1);
  if (packing === undefined) {
    const isToken = tf.reshape(tf.cast(attentionMask, 'float32'), [batchSize, 1, length]);
    return tf.reshape(tf.div(tf.matMul(isToken, hidden), counts(isToken)), [batchSize, size]);
  }
  const texts = tf.reshape(tf.range(0, packing.starts.size, 1, 'int32'), [-1, 1]);
  const isToken = tf.cast(tf.equal(texts, tf.reshape(packing.segments, [1, -1])), 'float32'); // [S, R·T]
  const sums = tf.matMul(isToken as tf.Tensor2D, tf.reshape(hidden, [-1, size]) as tf.Tensor2D); // [S, D]
  return tf.div(sums, counts(isToken));
}

/** Some of the tokens: x [n, D], places [S] int32 -> [S, D]. */
export function tokensAt(x: Tensor, places: Tensor): Tensor {
  return tf.gather(x, places as tf.Tensor1D);
}

/**
 * Rows of an embedding table. One token may be fixed: its row gets no gradient from here, as PyTorch's `padding_idx` has it.
 *
 * @param table [V, D] @param ids int32, any shape @returns [n, D] for n ids
 */
export function lookUp(table: Tensor, ids: Tensor, fixedId: number | undefined): Tensor {
  const flat = tf.reshape(ids, [ids.size]) as tf.Tensor1D;
  const rows = tf.gather(table, flat); // [n, D]
  if (fixedId === undefined) return rows;
  const isFree = tf.reshape(tf.notEqual(flat, tf.scalar(fixedId, 'int32')), [ids.size, 1]);
  return scaleGradient(rows, tf.cast(isFree, 'float32'));
}

/** Identity whose gradient is multiplied by a constant factor. */
function scaleGradient(x: Tensor, factor: Tensor): Tensor {
  return tf.customGrad((value, save) => {
    (save as tf.GradSaveFunc)([factor]);
    return {
      value: (value as Tensor).clone(),
      gradFunc: (gradient: Tensor, saved: Tensor[]) => tf.mul(gradient, saved[0] as Tensor),
    };
  })(x);
}
