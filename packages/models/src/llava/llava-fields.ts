import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { COMMON_FIELDS } from '../config/common-fields.ts';
import { LABEL_FIELDS } from '../config/labels.ts';

/** Rules of the fields of LLaVA's config.json besides those of its two parts. */
export const LLAVA_FIELDS: FieldRules = {
  ...COMMON_FIELDS,
  ...used(
    'image_seq_length',
    'image_token_id',
    'image_token_index',
    'projector_hidden_act',
    'text_config',
    'tie_word_embeddings',
    'vision_config',
    'vision_feature_layer',
    'vision_feature_select_strategy',
  ),
  ...only([true, null], 'the projector would have no biases', 'multimodal_projector_bias'),
  ...only([true, null], 'a token would see those behind it', 'is_causal'),
  ...noEffect('a classification head reads it, and there is none', ...Object.keys(LABEL_FIELDS)),
  ...noEffect(
    'the part of it that is used stands in text_config',
    'hidden_size',
    'initializer_range',
    'is_decoder',
    'num_attention_heads',
    'num_hidden_layers',
    'pad_token_id',
    'vocab_size',
  ),
  ...noEffect('labels that count for nothing are -100 everywhere', 'ignore_index'),
};
