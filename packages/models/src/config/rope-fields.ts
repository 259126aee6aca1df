import { type FieldRules, noEffect, only, used } from '@lamella/files';

/** Of `rope_scaling` and `rope_parameters`. */
export const ROPE_FIELDS: FieldRules = {
  ...used(
    'factor',
    'high_freq_factor',
    'low_freq_factor',
    'original_max_position_embeddings',
    'rope_theta',
    'rope_type',
    'type',
  ),
  ...noEffect(
    'the scalings that are supported don’t read it, and others are refused',
    'attention_factor',
    'beta_fast',
    'beta_slow',
    'long_factor',
    'mscale',
    'mscale_all_dim',
    'short_factor',
    'truncate',
  ),
  ...only([1, null], 'a part of each head would not be rotated', 'partial_rotary_factor'),
  ...only([null], 'layers would differ from one another', 'full_attention', 'sliding_attention'),
};
