import type { FamilyRecord } from '../shapes/family-record.ts';
import { readModernBertSizes } from './modernbert-shape.ts';
import { olderFields } from './older-fields.ts';

/** ModernBERT, without its weights. */
export const MODERNBERT: FamilyRecord = {
  name: 'modernbert',
  kind: 'encoder',
  architectures: {
    classification: 'ModernBertForSequenceClassification',
    'masked-lm': 'ModernBertForMaskedLM',
  },
  layersPath: 'model.layers',
  paperTargets: ['Wqkv', 'attn.Wo', 'Wi', 'mlp.Wo'],
  tokenizerClass: 'PreTrainedTokenizer',
  fixedTokenizerClass: 'TokenizersBackend',
  olderFields,
  readSizes: readModernBertSizes,
};
