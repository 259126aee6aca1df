import { bertTokens, robertaTokens } from './special-ids.ts';
import { type Template, templateProcessing } from './template.ts';

/** The contents of a tokenizer.json file. */
export type TokenizerJson = Readonly<Record<string, unknown>>;

/** A token that is found in texts as a whole, before they are split. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

export type Vocabulary = Readonly<Record<string, number>>;

const common = { version: '1.0', truncation: null, padding: null };

const byteLevelBpe = {
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: '',
  end_of_word_suffix: '',
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
};

/** The tokenizer of RoBERTa: byte-level BPE, `<s> A </s>`, `<s> A </s></s> B </s>`. */
export function robertaTokenizerJson(parts: {
  readonly vocab: Vocabulary;
  readonly merges: readonly (readonly [string, string])[];
  readonly addedTokens: readonly AddedToken[];
  readonly addPrefixSpace?: boolean;
}): TokenizerJson {
  const { vocab, merges, addedTokens, addPrefixSpace = false } = parts;
  const { cls, sep } = robertaTokens;
  const byteLevel = {
    type: 'ByteLevel',
    add_prefix_space: addPrefixSpace,
    trim_offsets: true,
    use_regex: true,
  };
  return {
    ...common,
    added_tokens: addedTokens,
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: {
      type: 'RobertaProcessing',
      sep: [sep, vocab[sep]],
      cls: [cls, vocab[cls]],
      trim_offsets: true,
      add_prefix_space: addPrefixSpace,
    },
    decoder: { ...byteLevel, add_prefix_space: true },
    model: { ...byteLevelBpe, vocab, merges },
  };
}

/** A byte-level BPE of which every digit is a token, as in SmolLM, with special tokens where a template puts them. */
export function digitwiseTokenizerJson(parts: {
  readonly vocab: Vocabulary;
  readonly merges: readonly (readonly [string, string])[];
  readonly addedTokens: readonly AddedToken[];
  readonly template: Template;
}): TokenizerJson {
  const { vocab, merges, addedTokens, template } = parts;
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    ...common,
    added_tokens: addedTokens,
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel],
    },
    post_processor: templateProcessing(addedTokens, template),
    decoder: byteLevel,
    model: { ...byteLevelBpe, vocab, merges },
  };
}

/** Words, single digits, punctuation, line ends and spaces (`PRETOKENIZE_REGEX` of `tokenization_qwen2.py`). */
const QWEN2_WORDS =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** The parts of Qwen2's tokenizer around its BPE: normalisation, the split into words, decoding. */
export function qwen2Parts(addPrefixSpace: boolean): TokenizerJson {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };
  return {
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: QWEN2_WORDS }, behavior: 'Isolated', invert: false },
        { ...byteLevel, add_prefix_space: addPrefixSpace, use_regex: false },
      ],
    },
    decoder: byteLevel,
  };
}

/** The tokenizer of Qwen2: byte-level BPE, without tokens around texts unless they are asked for. */
export function qwen2TokenizerJson(parts: {
  readonly vocab: Vocabulary;
  readonly merges: readonly (readonly [string, string])[];
  readonly addPrefixSpace: boolean;
}): TokenizerJson {
  const { vocab, merges, addPrefixSpace } = parts;
  return {
    ...common,
    added_tokens: [],
    ...qwen2Parts(addPrefixSpace),
    post_processor: null,
    model: { ...byteLevelBpe, vocab, merges },
  };
}

/** The tokenizer of BERT: WordPiece, `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]` with type 1 from B on. */
export function bertTokenizerJson(parts: {
  readonly vocab: Vocabulary;
  readonly addedTokens: readonly AddedToken[];
  readonly lowercase: boolean;
  readonly stripAccents: boolean | null;
  readonly handleChineseCharacters: boolean;
}): TokenizerJson {
  const { vocab } = parts;
  const { cls, sep, unk } = bertTokens;
  const special = (id: string, type: number): object => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: 'A' | 'B', type: number): object => ({ Sequence: { id, type_id: type } });
  const single = [special(cls, 0), sequence('A', 0), special(sep, 0)];
  const described = (id: string): object => ({ id, ids: [vocab[id]], tokens: [id] });
  return {
    ...common,
    added_tokens: parts.addedTokens,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: parts.handleChineseCharacters,
      strip_accents: parts.stripAccents,
      lowercase: parts.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, sequence('B', 1), special(sep, 1)],
      special_tokens: { [cls]: described(cls), [sep]: described(sep) },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unk,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
