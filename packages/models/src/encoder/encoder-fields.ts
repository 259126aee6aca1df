import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { COMMON_FIELDS } from '../config/common-fields.ts';
import { LABEL_FIELDS } from '../config/labels.ts';

/** Rules of the fields that all encoders share. */
export const SHARED_ENCODER_FIELDS: FieldRules = {
  ...COMMON_FIELDS,
  ...LABEL_FIELDS,
  ...used(
    'attention_probs_dropout_prob',
    'hidden_act',
    'hidden_dropout_prob',
    'hidden_size',
    'initializer_range',
    'intermediate_size',
    'layer_norm_eps',
    'max_position_embeddings',
    'num_attention_heads',
    'num_hidden_layers',
    'pad_token_id',
    'tie_word_embeddings',
    'type_vocab_size',
    'vocab_size',
  ),
};

/** Rules of the fields of BERT's and RoBERTa's config.json. */
export const ENCODER_FIELDS: FieldRules = {
  ...SHARED_ENCODER_FIELDS,
  ...used('classifier_dropout'),
  ...only([false, null], 'a token would see those before it alone', 'is_causal', 'is_decoder'),
  ...only(['absolute', null], 'attention would look at distances', 'position_embedding_type'),
  ...noEffect(
    "it is of the original BERT's programs, and transformers doesn't read it",
    'directionality',
    'pooler_fc_size',
    'pooler_num_attention_heads',
    'pooler_num_fc_layers',
    'pooler_size_per_head',
    'pooler_type',
  ),
};
