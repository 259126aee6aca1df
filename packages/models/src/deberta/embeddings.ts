import { type Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { absolutePositions } from '../encoder/embeddings.ts';
import type { ModelInputs } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';

/** Word embeddings, with absolute positions and token types where the model has them, normalised: R_0. */
export class DebertaEmbeddings {
  readonly words: Parameter;
  readonly #positions: Parameter | undefined;
  readonly #tokenTypes: Parameter | undefined;
  readonly #norm: LayerNorm;
  readonly #config: DebertaConfig;

  constructor(weights: WeightSource, config: DebertaConfig) {
    const { hiddenSize: D, vocabularySize, maxPositions, numTokenTypes } = config;
    const table = (name: string, rows: number): Parameter =>
      weights.parameter(`${name}.weight`, [rows, D], 'normal');
    this.words = table('word_embeddings', vocabularySize);
    this.#positions = config.hasAbsolutePositions ? table('position_embeddings', maxPositions) : undefined;
    this.#tokenTypes = numTokenTypes > 0 ? table('token_type_embeddings', numTokenTypes) : undefined;
    this.#norm = weights.layerNorm('LayerNorm', D, { epsilon: config.layerNormEpsilon });
    this.#config = config;
  }

  /** @returns [B·T, D], zero where there is padding */
  forward(inputs: ModelInputs, dropout: Dropout): Tensor {
    const { inputIds, attentionMask, tokenTypeIds } = inputs;
    const lookUp = (table: Parameter, ids: Tensor): Tensor =>
      tf.gather(table.value(), tf.reshape(ids, [ids.size]) as tf.Tensor1D); // [B·T, D]
    let sum = lookUp(this.words, inputIds);
    if (this.#positions !== undefined) {
      sum = tf.add(sum, lookUp(this.#positions, absolutePositions.positionsOf(inputs, this.#config)));
    }
    if (this.#tokenTypes !== undefined) {
      sum = tf.add(sum, lookUp(this.#tokenTypes, tokenTypeIds ?? tf.zerosLike(inputIds)));
    }
    const isToken = tf.reshape(tf.cast(attentionMask, 'float32'), [attentionMask.size, 1]);
    return dropout.apply(tf.mul(this.#norm.apply(sum), isToken), this.#config.hiddenDropout);
  }
}
