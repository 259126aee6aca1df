import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { findActivation } from '../blocks/activations.ts';
import type { EncoderHead } from '../encoder/encoder-model.ts';
import { headOfTokens } from '../encoder/masked-lm-head.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { ModernBertConfig } from './modernbert-config.ts';

/** The vector of each text -> prediction head (of the checkpoint, frozen unless everything is trained) -> classifier. */
export function createClassificationHead(weights: WeightSource, config: ModernBertConfig): EncoderHead {
  const transform = createPredictionHead(weights, config);
  const classifier = weights.dense('classifier', config.hiddenSize, config.numLabels);
  return {
    kind: 'classification',
    pooling: config.pooling,
    trainedModules: ['classifier'],
    forward: (pooled, dropout) =>
      classifier.apply(dropout.apply(transform(pooled), config.classifierDropout)), // [n, C]
  };
}

/** Prediction head, then the output layer: the word embeddings, or weights of its own (`tie_word_embeddings: false`). */
export function createMaskedLmHead(
  weights: WeightSource,
  config: ModernBertConfig,
  words: Parameter,
): EncoderHead {
  const { hiddenSize: D, vocabularySize: V, isTied } = config;
  const transform = createPredictionHead(weights, config);
  if (isTied) weights.ignore('decoder.weight');
  const output = isTied ? words : weights.parameter('decoder.weight', [V, D], 'normal');
  const bias = config.hasOutputBias ? weights.parameter('decoder.bias', [V], 'zeros') : undefined;
  const predictTokens = (rows: Tensor): Tensor => {
    const scores = tf.matMul(transform(rows) as tf.Tensor2D, output.value() as tf.Tensor2D, false, true); // [n, V]
    return bias === undefined ? scores : tf.add(scores, bias.value());
  };
  return { ...headOfTokens(predictTokens), trainedModules: ['head'] };
}

/** dense, activation, layer norm: [n, D] -> [n, D]. */
function createPredictionHead(weights: WeightSource, config: ModernBertConfig): (rows: Tensor) => Tensor {
  const { hiddenSize: D, normEpsilon: epsilon, hasNormBias: hasBias } = config;
  const dense = config.hasHeadBias ? weights.dense('head.dense', D, D) : weights.linear('head.dense', D, D);
  const norm = weights.layerNorm('head.norm', D, { epsilon, hasBias });
  const activation = findActivation(config.headActivation);
  return (rows) => norm.apply(activation(dense.apply(rows)));
}
