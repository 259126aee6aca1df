import { readEncoderSizes } from '../encoder/encoder-shape.ts';
import type { FamilyRecord } from '../shapes/family-record.ts';
import { dense } from '../shapes/read-size.ts';

/** BERT: its head is the output alone, on a pooler that belongs to the body. */
export const BERT: FamilyRecord = {
  name: 'bert',
  kind: 'encoder',
  architectures: { classification: 'BertForSequenceClassification', 'masked-lm': 'BertForMaskedLM' },
  layersPath: 'bert.encoder.layer',
  paperTargets: ['query', 'value'],
  tokenizerClass: 'BertTokenizer',
  readSizes(config) {
    const { D, ...sizes } = readEncoderSizes(config);
    const pooler = { module: 'pooler', parameters: dense(D, D) };
    const outside = sizes.outside + pooler.parameters;
    return { ...sizes, outside, pooler, head: (numLabels) => dense(D, numLabels) };
  },
};
