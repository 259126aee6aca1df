import { type Tensor, tf } from '@lamella/engine';

/** The first token (CLS) of every row: [B, T, D] -> [B, D]. */
export function firstToken(hidden: Tensor): Tensor {
  const [batchSize = 0, , size = 0] = hidden.shape;
  return tf.reshape(tf.slice(hidden, [0, 0, 0], [batchSize, 1, size]), [batchSize, size]);
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
