import { type FieldRules, noEffect, used } from '@lamella/files';
import { DECODER_FIELDS } from '../decoder/decoder-fields.ts';

/** Rules of the fields of Qwen2's config.json. */
export const QWEN2_FIELDS: FieldRules = {
  ...DECODER_FIELDS,
  ...used('max_window_layers', 'sliding_window', 'use_sliding_window'),
  ...noEffect('the maps of a Qwen2 that have biases are fixed', 'attention_bias', 'mlp_bias'),
};
