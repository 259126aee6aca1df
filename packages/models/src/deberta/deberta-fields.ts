import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { SHARED_ENCODER_FIELDS } from '../encoder/encoder-fields.ts';

/** Rules of the fields of DeBERTa-v2's and -v3's config.json. */
export const DEBERTA_FIELDS: FieldRules = {
  ...SHARED_ENCODER_FIELDS,
  ...used(
    'attention_head_size',
    'cls_dropout',
    'conv_act',
    'conv_groups',
    'conv_kernel_size',
    'embedding_size',
    'legacy',
    'max_relative_positions',
    'norm_rel_ebd',
    'pooler_dropout',
    'pooler_hidden_act',
    'pooler_hidden_size',
    'pos_att_type',
    'position_biased_input',
    'position_buckets',
    'relative_attention',
    'share_att_key',
  ),
  ...only([false, null], 'a token would see those before it alone', 'is_causal', 'is_decoder'),
  ...noEffect("it is BERT's and RoBERTa's, and DeBERTa's cls_dropout takes its place", 'classifier_dropout'),
  ...noEffect(
    'it is of the original programs, and transformers doesn’t read it',
    'summary_activation',
    'summary_last_dropout',
    'summary_type',
    'summary_use_proj',
    'augmentation',
    'model_max_length',
  ),
};
