import type { FamilyRecord } from '../shapes/family-record.ts';
import { readDebertaSizes } from './deberta-shape.ts';

/** DeBERTa-v2 and -v3, without their weights. */
export const DEBERTA: FamilyRecord = {
  name: 'deberta-v2',
  kind: 'encoder',
  architectures: {
    classification: 'DebertaV2ForSequenceClassification',
    'masked-lm': 'DebertaV2ForMaskedLM',
  },
  layersPath: 'deberta.encoder.layer',
  paperTargets: [
    'query_proj',
    'key_proj',
    'value_proj',
    'attention.output.dense',
    'intermediate.dense',
    'output.dense',
  ],
  tokenizerClass: 'DebertaV2Tokenizer',
  canRecompute: false,
  readSizes: readDebertaSizes,
};
