import { defineEncoder } from '../encoder/encoder-model.ts';
import { createModernBertBody } from './body.ts';
import { MODERNBERT } from './family.ts';
import { createClassificationHead, createMaskedLmHead } from './heads.ts';
import { readModernBertConfig } from './modernbert-config.ts';

/**
 * ModernBERT (Warner et al. 2024): rotary positions, local attention between layers of global attention, gated feed-forward
 * networks, and norms before each block, mostly without biases.
 */
export const modernBert = defineEncoder({
  record: MODERNBERT,
  bodyPath: 'model',
  newHead: ['classifier', 'head'],
  ignoredWeights: ['decoder.', 'classifier.'],
  readConfig: readModernBertConfig,
  createBody: createModernBertBody,
  createClassificationHead,
  createMaskedLmHead,
});
