import type { Template } from '@lamella/models';
import type { PretrainingSpec } from './pretraining-spec.ts';

/** How the tokenizer of a family's embedded model is made. */
export interface TokenizerRecipe {
  /** Their ids are their places. */
  readonly specialTokens: readonly string[];
  /** Where they stand around texts; RoBERTa's tokenizer has a form of its own and reads digits together. */
  readonly template?: Template;
  /** tokenizer_config.json */
  readonly config: Readonly<Record<string, unknown>>;
  /** The ids that config.json names. */
  readonly ids: Readonly<Record<string, number>>;
}

/** The recipe of a family: byte-level BPE with the family's own special tokens. */
export function tokenizerRecipe(family: PretrainingSpec['family']): TokenizerRecipe {
  return RECIPES[family];
}

const LLAMA: TokenizerRecipe = {
  specialTokens: ['<unk>', '<s>', '</s>'],
  template: beginWith('<s>'),
  config: {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: '<s>',
    eos_token: '</s>',
    unk_token: '<unk>',
    clean_up_tokenization_spaces: false,
    model_max_length: 512,
  },
  ids: { bos_token_id: 1, eos_token_id: 2 },
};

const RECIPES: Readonly<Record<PretrainingSpec['family'], TokenizerRecipe>> = {
  roberta: {
    specialTokens: ['<s>', '<pad>', '</s>', '<unk>', '<mask>'],
    config: {
      tokenizer_class: 'RobertaTokenizer',
      bos_token: '<s>',
      cls_token: '<s>',
      eos_token: '</s>',
      sep_token: '</s>',
      pad_token: '<pad>',
      unk_token: '<unk>',
      mask_token: '<mask>',
      add_prefix_space: false,
      model_max_length: 128,
    },
    ids: { bos_token_id: 0, pad_token_id: 1, eos_token_id: 2 },
  },
  'deberta-v2': {
    specialTokens: ['[PAD]', '[CLS]', '[SEP]', '[UNK]', '[MASK]'],
    template: {
      single: [
        ['[CLS]', 0],
        ['A', 0],
        ['[SEP]', 0],
      ],
      pair: [
        ['[CLS]', 0],
        ['A', 0],
        ['[SEP]', 0],
        ['B', 1],
        ['[SEP]', 1],
      ],
    },
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      bos_token: '[CLS]',
      cls_token: '[CLS]',
      eos_token: '[SEP]',
      sep_token: '[SEP]',
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      mask_token: '[MASK]',
      clean_up_tokenization_spaces: false,
      model_max_length: 128,
    },
    ids: { pad_token_id: 0 },
  },
  llama: LLAMA,
  mistral: LLAMA,
  gemma: {
    specialTokens: ['<pad>', '<eos>', '<bos>', '<unk>'],
    template: beginWith('<bos>'),
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      bos_token: '<bos>',
      eos_token: '<eos>',
      pad_token: '<pad>',
      unk_token: '<unk>',
      clean_up_tokenization_spaces: false,
      model_max_length: 512,
    },
    ids: { pad_token_id: 0, eos_token_id: 1, bos_token_id: 2 },
  },
};

/** A token before every text, as decoders have it. */
function beginWith(bos: string): Template {
  return {
    single: [
      [bos, 0],
      ['A', 0],
    ],
    pair: [
      [bos, 0],
      ['A', 0],
      [bos, 1],
      ['B', 1],
    ],
  };
}
