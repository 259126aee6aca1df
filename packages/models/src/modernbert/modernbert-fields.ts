import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { COMMON_FIELDS } from '../config/common-fields.ts';
import { LABEL_FIELDS } from '../config/labels.ts';

/** Rules of the fields of ModernBERT's config.json. */
export const MODERNBERT_FIELDS: FieldRules = {
  ...COMMON_FIELDS,
  ...LABEL_FIELDS,
  ...used(
    'attention_bias',
    'attention_dropout',
    'classifier_activation',
    'classifier_bias',
    'classifier_dropout',
    'classifier_pooling',
    'decoder_bias',
    'embedding_dropout',
    'global_attn_every_n_layers',
    'global_rope_theta',
    'head_dim',
    'hidden_activation',
    'hidden_size',
    'initializer_range',
    'intermediate_size',
    'layer_types',
    'local_attention',
    'local_rope_theta',
    'max_position_embeddings',
    'mlp_bias',
    'mlp_dropout',
    'norm_bias',
    'norm_eps',
    'num_attention_heads',
    'num_hidden_layers',
    'pad_token_id',
    'rope_parameters',
    'tie_word_embeddings',
    'vocab_size',
  ),
  ...noEffect(
    'it chooses how transformers arranges its arithmetic, or of which tokens it gives logits beside a loss',
    'deterministic_flash_attn',
    'reference_compile',
    'repad_logits_with_grad',
    'sparse_pred_ignore_index',
    'sparse_prediction',
  ),
  ...noEffect('new weights are drawn from a normal distribution', 'initializer_cutoff_factor'),
  ...noEffect('it is of tokenisers and tasks; those have files and settings of their own', 'cls_token_id'),
  ...noEffect(
    "it is BERT's, and transformers' ModernBERT doesn't read it",
    'layer_norm_eps',
    'position_embedding_type',
  ),
  ...noEffect(
    "each of the two rotations has its own, and transformers' ModernBERT doesn't read it",
    'rope_theta',
  ),
  ...only([false, null], 'a token would see those before it alone', 'is_causal', 'is_decoder'),
  ...only(
    [null, {}, { rope_type: 'default' }],
    'releases of transformers differ in whether they read it',
    'rope_scaling',
  ),
  ...only([1, null], 'a part of each head would not be rotated', 'partial_rotary_factor'),
  ...only([null], 'releases of transformers differ in whether they read it', 'sliding_window'),
};

/** Of `rope_parameters`: the settings of the two rotations. */
export const ROTATION_GROUPS: FieldRules = used('full_attention', 'sliding_attention');
