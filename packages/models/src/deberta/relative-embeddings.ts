import { type Parameter, type Tensor, tf } from '@lamella/engine';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';
import { distanceRow, numDistanceRows } from './distance-buckets.ts';
import type { RelativeAttentionConfig } from './read-relative-attention.ts';

/** The embeddings of the distances that occur in a sequence, and which one stands for which distance. */
export interface DistanceRows {
  /** [n, D], normalised where the model asks for it. */
  readonly embeddings: Tensor;
  /** [n, 2] int32: what tells the embeddings apart where elements of them are dropped, the same for every T. */
  readonly keys: Tensor;
  /** [2T] int32: the rows for distances T - 1 down to -T, what a query sees looking from the first key to the last. */
  readonly ofKeys: Tensor;
  /** [2T] int32: the rows for distances 1 - T up to T, what a key sees looking from the first query to the last. */
  readonly ofQueries: Tensor;
}

/** Stands in the place of an example where elements of distances' embeddings are dropped. */
const DISTANCES = -2;

/** The table of relative embeddings that all layers share. */
export class RelativeEmbeddings {
  readonly table: Parameter;
  readonly #norm: LayerNorm | undefined;
  readonly #relative: RelativeAttentionConfig;

  /** @param weights the encoder's */
  constructor(weights: WeightSource, config: DebertaConfig, relative: RelativeAttentionConfig) {
    const { hiddenSize: D, layerNormEpsilon } = config;
    this.table = weights.parameter('rel_embeddings.weight', [numDistanceRows(relative), D], 'normal');
    this.#norm = relative.isNormalised
      ? weights.layerNorm('LayerNorm', D, { epsilon: layerNormEpsilon })
      : undefined;
    this.#relative = relative;
  }

  /** The part of the table that sequences of T tokens use. */
  forward(length: number): DistanceRows {
    const rowOf = (distance: number): number => distanceRow(distance, this.#relative);
    const first = rowOf(1 - length);
    const size = rowOf(length - 1) - first + 1;
    const used = tf.slice(this.table.value(), [first, 0], [size, -1]); // [n, D]
    // One row more than there are distances makes the tables' width even; the nearest distance stands in for it.
    const distances = Array.from({ length: 2 * length }, (_, i) => Math.min(i - (length - 1), length - 1));
    const rows = (sign: 1 | -1): Tensor =>
      tf.tensor1d(
        distances.map((distance) => rowOf(sign * distance) - first),
        'int32',
      );
    const keys = tf.tensor2d(
      Array.from({ length: size }, (_, i) => [DISTANCES, first + i]),
      [size, 2],
      'int32',
    );
    return { embeddings: this.#norm?.apply(used) ?? used, keys, ofKeys: rows(-1), ofQueries: rows(1) };
  }
}
