import { type Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { ModelInputs } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { EncoderConfig } from './encoder-config.ts';

/** How a family counts positions. */
export interface PositionRule {
  /** The position of a text's first token. */
  readonly first: (padId: number) => number;
  /** The position of every token: [B, T] int32. */
  positionsOf(inputs: Pick<ModelInputs, 'inputIds' | 'packing'>, config: EncoderConfig): Tensor;
}

/** BERT counts from 0, padding or not; beyond the last position there is only padding, which takes that one. */
export const absolutePositions: PositionRule = {
  first: () => 0,
  positionsOf({ inputIds, packing }, { maxPositions }) {
    if (packing !== undefined) return packing.positions;
    const [batchSize = 0, length = 0] = inputIds.shape;
    const counted = tf.range(0, length, 1, 'int32');
    const positions =
      length <= maxPositions ? counted : tf.minimum(counted, tf.scalar(maxPositions - 1, 'int32'));
    return tf.tile(tf.reshape(positions, [1, length]), [batchSize, 1]);
  },
};

/** RoBERTa counts tokens from padId + 1, and gives padding the position padId (any position in packed rows, where none is read). */
export const offsetPositions: PositionRule = {
  first: (padId) => padId + 1,
  positionsOf({ inputIds, packing }, { padId }) {
    if (packing !== undefined) return tf.add(packing.positions, tf.scalar(padId + 1, 'int32'));
    const isToken = tf.cast(tf.notEqual(inputIds, tf.scalar(padId, 'int32')), 'int32');
    return tf.add(tf.mul(tf.cumsum(isToken, 1), isToken), tf.scalar(padId, 'int32'));
  },
};

/** The sum of word, position and token-type embeddings, normalised: R_0. */
export class EncoderEmbeddings {
  readonly words: Parameter;
  readonly #positions: Parameter;
  readonly #tokenTypes: Parameter;
  readonly #norm: LayerNorm;
  readonly #positionRule: PositionRule;
  readonly #config: EncoderConfig;

  constructor(weights: WeightSource, config: EncoderConfig, positionRule: PositionRule) {
    const { hiddenSize: D } = config;
    this.words = weights.parameter('word_embeddings.weight', [config.vocabularySize, D], 'normal');
    this.#positions = weights.parameter('position_embeddings.weight', [config.maxPositions, D], 'normal');
    this.#tokenTypes = weights.parameter('token_type_embeddings.weight', [config.numTokenTypes, D], 'normal');
    this.#norm = weights.layerNorm('LayerNorm', D, { epsilon: config.layerNormEpsilon });
    this.#positionRule = positionRule;
    this.#config = config;
  }

  /** @returns [B·T, D] */
  forward(inputs: ModelInputs, dropout: Dropout): Tensor {
    const flat = (ids: Tensor): Tensor => tf.reshape(ids, [ids.size]);
    const words = tf.gather(this.words.value(), flat(inputs.inputIds) as tf.Tensor1D); // [B·T, D]
    const positions = flat(this.#positionRule.positionsOf(inputs, this.#config)) as tf.Tensor1D;
    const sum = tf.add(
      tf.add(words, this.#typeEmbeddings(inputs)),
      tf.gather(this.#positions.value(), positions),
    );
    return dropout.apply(this.#norm.apply(sum), this.#config.hiddenDropout);
  }

  /** Without token types in the input, all tokens are of the first type: one row, broadcast. */
  #typeEmbeddings({ tokenTypeIds }: ModelInputs): Tensor {
    const table = this.#tokenTypes.value();
    if (tokenTypeIds === undefined || this.#config.numTokenTypes === 1)
      return tf.slice(table, [0, 0], [1, -1]); // [1, D]
    return tf.gather(table, tf.reshape(tokenTypeIds, [tokenTypeIds.size]) as tf.Tensor1D); // [B·T, D]
  }
}
