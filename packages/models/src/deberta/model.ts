import type { Parameter } from '@lamella/engine';
import { findActivation } from '../blocks/activations.ts';
import { defineEncoder, type EncoderHead } from '../encoder/encoder-model.ts';
import { createMaskedLmHead } from '../encoder/masked-lm-head.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { createDebertaBody } from './body.ts';
import { type DebertaConfig, readDebertaConfig } from './deberta-config.ts';
import { DEBERTA } from './family.ts';

/** DeBERTa-v2 and -v3 (He et al. 2021, 2023): attention to content and distance apart, a pooler before the classifier. */
export const deberta = defineEncoder<DebertaConfig>({
  record: DEBERTA,
  bodyPath: 'deberta',
  newHead: ['classifier', 'pooler'],
  // `lm_predictions` and `mask_predictions` are the heads of DeBERTa-v3's own pre-training.
  ignoredWeights: [
    'cls.',
    'lm_predictions.',
    'mask_predictions.',
    'classifier.',
    'pooler.',
    /position_embeddings\.weight$/,
    /position_ids$/,
  ],
  readConfig: readDebertaConfig,
  createBody: createDebertaBody,
  createClassificationHead,
  createMaskedLmHead: createTokenHead,
});

/** CLS -> context pooler (of the checkpoint, frozen unless everything is trained) -> classifier. */
function createClassificationHead(weights: WeightSource, config: DebertaConfig): EncoderHead {
  const { hiddenSize: D, numLabels: C } = config;
  const activation = findActivation(config.poolerActivation);
  const pooler = weights.dense('pooler.dense', D, D);
  const classifier = weights.dense('classifier', D, C);
  return {
    kind: 'classification',
    pooling: 'first',
    trainedModules: ['classifier'],
    forward(first, dropout) {
      const cls = dropout.apply(first, config.poolerDropout); // [B, D]
      const pooled = activation(pooler.apply(cls)); // [B, D]
      return classifier.apply(dropout.apply(pooled, config.classifierDropout)); // [B, C]
    },
  };
}

/** The head that transformers has had from the start, or that of DeBERTa's own programs, which it reads since 4.48. */
function createTokenHead(weights: WeightSource, config: DebertaConfig, words: Parameter): EncoderHead {
  const legacy = {
    dense: 'cls.predictions.transform.dense',
    norm: 'cls.predictions.transform.LayerNorm',
    bias: 'cls.predictions.bias',
    decoder: 'cls.predictions.decoder',
  };
  const own = {
    dense: 'lm_predictions.lm_head.dense',
    norm: 'lm_predictions.lm_head.LayerNorm',
    bias: 'lm_predictions.lm_head.bias',
  };
  return createMaskedLmHead(weights, config, { words, names: config.hasLegacyHead ? legacy : own });
}
