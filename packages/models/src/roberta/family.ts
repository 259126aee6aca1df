import { readEncoderSizes } from '../encoder/encoder-shape.ts';
import type { FamilyRecord } from '../shapes/family-record.ts';
import { dense } from '../shapes/read-size.ts';

/** RoBERTa: its head is a dense layer and the output. */
export const ROBERTA: FamilyRecord = {
  name: 'roberta',
  kind: 'encoder',
  architectures: {
    classification: 'RobertaForSequenceClassification',
    'masked-lm': 'RobertaForMaskedLM',
  },
  layersPath: 'roberta.encoder.layer',
  paperTargets: ['query', 'value'],
  tokenizerClass: 'RobertaTokenizer',
  readSizes(config) {
    const { D, ...sizes } = readEncoderSizes(config);
    return { ...sizes, head: (numLabels) => dense(D, D) + dense(D, numLabels) };
  },
};
