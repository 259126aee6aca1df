import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { COMMON_FIELDS } from '../config/common-fields.ts';
import { LABEL_FIELDS } from '../config/labels.ts';

const OF_CLASSIFIERS = noEffect(
  'a classification head reads it, and there is none',
  ...Object.keys(LABEL_FIELDS),
  'classifier_dropout',
  'hidden_dropout',
);

/** Rules of the fields of LLaMA's config.json, and of those that Mistral and Gemma share with it. */
export const DECODER_FIELDS: FieldRules = {
  ...COMMON_FIELDS,
  ...OF_CLASSIFIERS,
  ...used(
    'attention_dropout',
    'head_dim',
    'hidden_act',
    'hidden_size',
    'initializer_range',
    'intermediate_size',
    'layer_types',
    'max_position_embeddings',
    'num_attention_heads',
    'num_hidden_layers',
    'num_key_value_heads',
    'original_max_position_embeddings',
    'pad_token_id',
    'rms_norm_eps',
    'rope_parameters',
    'rope_scaling',
    'rope_theta',
    'tie_word_embeddings',
    'vocab_size',
  ),
  ...noEffect('it splits products into sums of parts', 'pretraining_tp'),
  ...noEffect('causal decoders are decoders with or without it', 'is_decoder'),
  ...noEffect(
    'transformers’ LLaMA doesn’t read it',
    'max_sequence_length',
    'max_window_layers',
    'use_sliding_window',
  ),
  ...only([true, null], 'a token would see those behind it', 'is_causal'),
  ...only([false, null], 'a token would see those behind it', 'use_bidirectional_attention'),
  ...only([false, null], 'linear maps would have biases', 'attention_bias', 'mlp_bias'),
  ...only([1, null], 'a part of each head would not be rotated', 'partial_rotary_factor'),
  ...only(
    [null],
    'a token would see a part of the tokens before it',
    'attention_chunk_size',
    'sliding_window',
  ),
};

/** Mistral's. */
export const MISTRAL_FIELDS: FieldRules = { ...DECODER_FIELDS, ...used('sliding_window') };

/** Gemma's. */
export const GEMMA_FIELDS: FieldRules = { ...DECODER_FIELDS, ...used('hidden_activation') };
