import { type FieldRules, noEffect, used } from '@lamella/files';
import { COMMON_FIELDS } from '../config/common-fields.ts';
import { LABEL_FIELDS } from '../config/labels.ts';

/** Rules of the fields of a `clip_vision_model`'s config, which LLaVA's `vision_config` is. */
export const CLIP_FIELDS: FieldRules = {
  ...COMMON_FIELDS,
  ...used(
    'attention_dropout',
    'hidden_act',
    'hidden_size',
    'image_size',
    'intermediate_size',
    'layer_norm_eps',
    'num_attention_heads',
    'num_channels',
    'num_hidden_layers',
    'patch_size',
  ),
  ...noEffect('new weights have the language model’s', 'initializer_factor', 'initializer_range'),
  ...noEffect(
    'the image encoder ends before it',
    ...Object.keys(LABEL_FIELDS),
    'dropout',
    'projection_dim',
    'pad_token_id',
    'tie_word_embeddings',
    'vocab_size',
  ),
  ...noEffect('an encoder of images has no order of tokens', 'is_causal', 'is_decoder'),
};
