import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { findActivation } from '../blocks/activations.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { EncoderConfig } from './encoder-config.ts';
import type { EncoderHead } from './encoder-model.ts';

/** What a family calls the modules of its masked-language-model head, and the function between them. */
export interface MaskedLmNames {
  readonly dense: string;
  readonly norm: string;
  readonly bias: string;
  /** The output layer's module, whose weight is read where it is not tied to the word embeddings; absent if it always is. */
  readonly decoder?: string;
  /** RoBERTa's is GELU whatever its layers have. @default that of the config */
  readonly activation?: string;
}

/** dense, activation, layer norm, then the output layer: the word embeddings, or weights of its own (`tie_word_embeddings: false`). */
export function createMaskedLmHead(
  weights: WeightSource,
  config: EncoderConfig,
  { words, names }: { readonly words: Parameter; readonly names: MaskedLmNames },
): EncoderHead {
  const { hiddenSize: D, vocabularySize: V } = config;
  const activation = findActivation(names.activation ?? config.activation);
  const dense = weights.dense(names.dense, D, D);
  const norm = weights.layerNorm(names.norm, D, config.layerNormEpsilon);
  const [output, bias] = takeOutput(weights, config, { words, names });
  const predictTokens = (rows: Tensor): Tensor => {
    const x = norm.apply(activation(dense.apply(rows))); // [n, D]
    return tf.add(tf.matMul(x as tf.Tensor2D, output.value() as tf.Tensor2D, false, true), bias.value()); // [n, V]
  };
  return {
    kind: 'masked-lm',
    trainedModules: [names.dense.split('.')[0] ?? names.dense],
    predictTokens,
    forward(hidden) {
      const [batchSize = 0, length = 0] = hidden.shape;
      return tf.reshape(predictTokens(tf.reshape(hidden, [batchSize * length, D])), [batchSize, length, V]);
    },
  };
}

/**
 * The output layer's weight [V, D] and bias [V]. That of its own has a bias with two names: transformers 4 stores the head's,
 * transformers 5 reads the output layer's, and both find it under the latter.
 */
function takeOutput(
  weights: WeightSource,
  { isTied, vocabularySize: V, hiddenSize: D }: EncoderConfig,
  { words, names }: { readonly words: Parameter; readonly names: MaskedLmNames },
): readonly [Parameter, Parameter] {
  const { decoder } = names;
  if (isTied || decoder === undefined) return [words, weights.parameter(names.bias, [V], 'zeros')];
  const bias = `${decoder}.bias`;
  weights.mayBeStoredAs(bias, names.bias);
  return [weights.parameter(`${decoder}.weight`, [V, D], 'normal'), weights.parameter(bias, [V], 'zeros')];
}
