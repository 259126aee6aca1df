import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { ROLES } from './roles.ts';

const LENGTHS = 'whoever encodes texts says how long they may be and how they are filled up';
const SLOW = 'the tokenizers in Python alone read it, not those that read tokenizer.json';
const FILES = 'the files of the folder are found by their own names';
const CODE = 'code that comes with a model is never run';

/** Rules of the fields of tokenizer_config.json. */
export const TOKENIZER_CONFIG_RULES: FieldRules = {
  ...used('tokenizer_class', 'backend', 'chat_template'),
  ...used(...ROLES, 'additional_special_tokens', 'extra_special_tokens', 'added_tokens_decoder'),
  ...used('add_bos_token', 'add_eos_token', 'add_prefix_space', 'trim_offsets', 'legacy'),
  ...used('do_lower_case', 'strip_accents', 'tokenize_chinese_chars', 'split_by_punct', 'unk_id'),
  ...used('padding_side', 'truncation_side', 'clean_up_tokenization_spaces'),
  ...used('clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output'),
  ...only([null, false], 'special tokens in texts would be split like other words', 'split_special_tokens'),
  ...only([null, false], 'tokenizer.json would be passed over for the older files', 'from_slow'),
  ...only([null, []], 'the class would be given further arguments', 'init_inputs'),
  ...only([null, false], 'the rules by which texts are split would be changed', 'fix_mistral_regex'),
  ...noEffect(LENGTHS, 'model_max_length', 'max_len', 'max_length', 'stride', 'truncation_strategy'),
  ...noEffect(LENGTHS, 'pad_to_multiple_of', 'return_token_type_ids', 'truncation', 'padding'),
  ...noEffect(
    'padding has the type 0 whatever it says, as in transformers',
    'pad_token_type_id',
    'token_type_ids',
  ),
  ...noEffect(
    SLOW,
    'do_basic_tokenize',
    'never_split',
    'errors',
    'sp_model_kwargs',
    'spaces_between_special_tokens',
  ),
  ...noEffect(
    SLOW,
    'clean_text',
    'wordpieces_prefix',
    'vocab_type',
    'remove_space',
    'keep_accents',
    'use_fast',
  ),
  ...noEffect(
    FILES,
    'name_or_path',
    'special_tokens_map_file',
    'tokenizer_file',
    'vocab_file',
    'merges_file',
  ),
  ...noEffect(FILES, 'is_local', 'local_files_only', 'files_loaded', '_commit_hash', '_from_auto'),
  ...noEffect(CODE, 'auto_map', 'custom_pipelines'),
  ...noEffect('it says what holds the tokenizer, not what that does', 'processor_class', 'device_map'),
  ...noEffect('the model decides which inputs it takes', 'model_input_names'),
  ...noEffect('it is about messages to the user', 'verbose', 'deprecation_warnings'),
  ...noEffect('it is about how answers are read, not how texts are encoded', 'response_template'),
  ...noEffect(
    'transformers has no system prompts of its own any more',
    'use_default_system_prompt',
    'chat_control_tokens',
  ),
};

/** Rules of the fields of special_tokens_map.json, which stand in for those of tokenizer_config.json. */
export const SPECIAL_TOKENS_MAP_RULES: FieldRules = {
  ...used(...ROLES, 'additional_special_tokens', 'extra_special_tokens'),
};
