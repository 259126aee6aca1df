import { tf } from '@lamella/engine';
import { type EncoderConfig, type EncoderFile, readEncoderConfig } from '../encoder/encoder-config.ts';
import { offsetPositions } from '../encoder/embeddings.ts';
import { ENCODER_FIELDS } from '../encoder/encoder-fields.ts';
import { defineEncoder, type EncoderHead } from '../encoder/encoder-model.ts';
import { createMaskedLmHead } from '../encoder/masked-lm-head.ts';
import { createPostNormBody } from '../encoder/post-norm-body.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { ROBERTA } from './family.ts';

const FILE: EncoderFile = { fields: ENCODER_FIELDS, padId: 1, firstPosition: offsetPositions.first };

/**
 * RoBERTa (Liu et al. 2019): BERT's encoder with positions that start after the padding id, without token types in use,
 * and with a two-layer classification head.
 */
export const roberta = defineEncoder({
  record: ROBERTA,
  bodyPath: 'roberta',
  newHead: ['classifier'],
  ignoredWeights: ['lm_head.', 'classifier.', 'roberta.pooler.', 'pooler.', /position_ids$/],
  readConfig: (source, where) => readEncoderConfig(source, where, FILE),
  createBody: (weights, config) => createPostNormBody(weights, config, offsetPositions),
  createClassificationHead,
  createMaskedLmHead(weights, config, words) {
    const names = {
      dense: 'lm_head.dense',
      norm: 'lm_head.layer_norm',
      bias: 'lm_head.bias',
      decoder: 'lm_head.decoder',
      activation: 'gelu',
    };
    return createMaskedLmHead(weights, config, { words, names });
  },
});

/** CLS -> dense, tanh -> out_proj; the whole head is new and trained. */
function createClassificationHead(weights: WeightSource, config: EncoderConfig): EncoderHead {
  const { hiddenSize: D, numLabels: C, classifierDropout } = config;
  const dense = weights.dense('classifier.dense', D, D);
  const output = weights.dense('classifier.out_proj', D, C);
  return {
    kind: 'classification',
    pooling: 'first',
    trainedModules: ['classifier'],
    forward(first, dropout) {
      const cls = dropout.apply(first, classifierDropout); // [B, D]
      return output.apply(dropout.apply(tf.tanh(dense.apply(cls)), classifierDropout)); // [B, C]
    },
  };
}
