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
  /** RoBERTa's is GELU whatever its layers have. @default that of the config */
  readonly activation?: string;
}

/** dense, activation, layer norm, then the word embeddings as the output layer. */
export function createMaskedLmHead(
  weights: WeightSource,
  config: EncoderConfig,
  { words, names }: { readonly words: Parameter; readonly names: MaskedLmNames },
): EncoderHead {
  const { hiddenSize: D, vocabularySize: V } = config;
  const activation = findActivation(names.activation ?? config.activation);
  const dense = weights.dense(names.dense, D, D);
  const norm = weights.layerNorm(names.norm, D, config.layerNormEpsilon);
  const bias = weights.parameter(names.bias, [V], 'zeros');
  const predictTokens = (rows: Tensor): Tensor => {
    const x = norm.apply(activation(dense.apply(rows))); // [n, D]
    return tf.add(tf.matMul(x as tf.Tensor2D, words.value() as tf.Tensor2D, false, true), bias.value()); // [n, V]
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
