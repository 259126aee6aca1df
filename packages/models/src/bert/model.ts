import { tf } from '@lamella/engine';
import { type EncoderConfig, type EncoderFile, readEncoderConfig } from '../encoder/encoder-config.ts';
import { absolutePositions } from '../encoder/embeddings.ts';
import { ENCODER_FIELDS } from '../encoder/encoder-fields.ts';
import { defineEncoder, type EncoderHead } from '../encoder/encoder-model.ts';
import { createMaskedLmHead } from '../encoder/masked-lm-head.ts';
import { createPostNormBody } from '../encoder/post-norm-body.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { BERT } from './family.ts';

const FILE: EncoderFile = { fields: ENCODER_FIELDS, padId: 0, firstPosition: absolutePositions.first };

/** BERT (Devlin et al. 2019): token types for pairs, and a pooler in front of the classifier. */
export const bert = defineEncoder({
  record: BERT,
  bodyPath: 'bert',
  newHead: ['classifier', 'bert.pooler'],
  ignoredWeights: ['cls.', 'classifier.', 'bert.pooler.', 'pooler.', /position_ids$/],
  readConfig: (source, where) => readEncoderConfig(source, where, FILE),
  createBody: (weights, config) => createPostNormBody(weights, config, absolutePositions),
  createClassificationHead,
  createMaskedLmHead(weights, config, words) {
    const head = 'cls.predictions';
    const names = {
      dense: `${head}.transform.dense`,
      norm: `${head}.transform.LayerNorm`,
      bias: `${head}.bias`,
      decoder: `${head}.decoder`,
    };
    return createMaskedLmHead(weights, config, { words, names });
  },
});

/** CLS -> pooler (of the checkpoint, frozen unless everything is trained), tanh -> classifier. */
function createClassificationHead(weights: WeightSource, config: EncoderConfig): EncoderHead {
  const { hiddenSize: D, numLabels: C, classifierDropout } = config;
  const pooler = weights.dense('bert.pooler.dense', D, D);
  const classifier = weights.dense('classifier', D, C);
  return {
    kind: 'classification',
    pooling: 'first',
    trainedModules: ['classifier'],
    forward(first, dropout) {
      const pooled = tf.tanh(pooler.apply(first)); // [B, D]
      return classifier.apply(dropout.apply(pooled, classifierDropout)); // [B, C]
    },
  };
}
