import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { findActivation } from '../blocks/activations.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { EncoderConfig } from './encoder-config.ts';
import type { EncoderHead } from './encoder-model.ts';

/** A family's names of the modules of its masked-language-model head, and the function between them. */
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
  const { hiddenSize: D } = config;
  const activation = findActivation(names.activation ?? config.activation);
  const dense = weights.dense(names.dense, D, D);
  const norm = weights.layerNorm(names.norm, D, { epsilon: config.layerNormEpsilon });
  const { output, bias, copies } = takeOutput(weights, config, { words, names });
  const predictTokens = (rows: Tensor): Tensor => {
    const x = norm.apply(activation(dense.apply(rows))); // [n, D]
    return tf.add(tf.matMul(x as tf.Tensor2D, output.value() as tf.Tensor2D, false, true), bias.value()); // [n, V]
  };
  const trainedModules = [names.dense.split('.')[0] ?? names.dense];
  return { ...headOfTokens(predictTokens), trainedModules, copies };
}

/**
 * The part of a masked-language-model head that follows from the function of single positions.
 *
 * @param predictTokens [n, D] -> [n, V]
 */
export function headOfTokens(
  predictTokens: (rows: Tensor) => Tensor,
): Pick<EncoderHead, 'kind' | 'predictTokens' | 'forward'> {
  return {
    kind: 'masked-lm',
    predictTokens,
    forward(hidden) {
      const [batchSize = 0, length = 0, size = 0] = hidden.shape;
      const rows = tf.reshape(hidden, [batchSize * length, size]);
      return tf.reshape(predictTokens(rows), [batchSize, length, -1]);
    },
  };
}

/**
 * The output layer's weight [V, D] and bias [V]. The bias has two names in files, the head's and the output layer's. Which one
 * counts differs between architectures and releases of transformers, so that both are written; of an untied layer, the latter's
 * is read.
 */
function takeOutput(
  weights: WeightSource,
  { isTied, vocabularySize: V, hiddenSize: D }: EncoderConfig,
  { words, names }: { readonly words: Parameter; readonly names: MaskedLmNames },
): { readonly output: Parameter; readonly bias: Parameter; readonly copies: ReadonlyMap<string, Parameter> } {
  const { decoder } = names;
  const take = (name: string): Parameter => weights.parameter(name, [V], 'zeros');
  if (decoder === undefined) return { output: words, bias: take(names.bias), copies: new Map() };
  const ofDecoder = `${decoder}.bias`;
  if (isTied) {
    const bias = take(names.bias);
    return { output: words, bias, copies: new Map([[weights.name(ofDecoder), bias]]) };
  }
  weights.mayBeStoredAs(ofDecoder, names.bias);
  const output = weights.parameter(`${decoder}.weight`, [V, D], 'normal');
  const bias = take(ofDecoder);
  return { output, bias, copies: new Map([[weights.name(names.bias), bias]]) };
}
