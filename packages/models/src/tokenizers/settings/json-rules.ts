import { type FieldRules, noEffect, only, used } from '@lamella/files';

/** Rules of the fields of tokenizer.json. */
export const TOKENIZER_JSON_RULES: FieldRules = {
  ...used('added_tokens', 'normalizer', 'pre_tokenizer', 'post_processor', 'decoder', 'model'),
  ...used('padding', 'truncation'),
  ...noEffect('there is one version', 'version'),
};

const random = 'texts would be encoded at random';

/** Rules of the fields of its model; the type of a model that names none follows from its fields. */
export const MODEL_RULES: FieldRules = {
  ...used('type', 'vocab', 'merges', 'unk_token', 'unk_id', 'fuse_unk', 'byte_fallback', 'ignore_merges'),
  ...used('continuing_subword_prefix', 'end_of_word_suffix', 'max_input_chars_per_word'),
  ...only([null, 0], random, 'dropout', 'alpha', 'nbest_size'),
};

/** Rules of the fields of the steps of the other parts, whatever their type. */
export const STEP_RULES: FieldRules = {
  ...used('type', 'normalizers', 'pretokenizers', 'processors', 'decoders'),
  ...used('clean_text', 'handle_chinese_chars', 'strip_accents', 'lowercase'),
  ...used('strip_left', 'strip_right', 'precompiled_charsmap', 'pattern', 'content', 'prepend'),
  ...used('add_prefix_space', 'trim_offsets', 'use_regex', 'replacement', 'prepend_scheme', 'str_rep'),
  ...used('split', 'behavior', 'invert', 'delimiter', 'individual_digits', 'length'),
  ...used('sep', 'cls', 'single', 'pair', 'special_tokens', 'prefix', 'suffix', 'cleanup'),
  ...used('start', 'stop', 'pad_token', 'word_delimiter_token'),
};
