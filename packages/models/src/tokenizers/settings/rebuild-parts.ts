import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { qwen2Parts, type TokenizerJson } from '../tokenizer-json.ts';
import { readOptionalSwitch, readSwitch } from './flags.ts';
import { textOf, type TokenizerSettings } from './read-settings.ts';
import type { TokenizerKind } from './tokenizer-kind.ts';

/** The parts that a class of `transformers` 5 makes anew, besides the vocabulary and the merges. */
interface Rebuilt {
  readonly algorithm: 'BPE' | 'WordPiece' | 'Unigram';
  readonly model: object;
  readonly parts: object;
}

/**
 * Makes a tokenizer anew from the vocabulary of its tokenizer.json, as the classes of `transformers` 5 do: of the file's own parts,
 * `LlamaTokenizer` and `GemmaTokenizer` keep what stands around texts alone, the others nothing.
 *
 * @throws {UserError} if the vocabulary is of another kind, or the class is one that is not made anew here
 */
export function rebuildParts(json: TokenizerJson, settings: TokenizerSettings): TokenizerJson {
  const { kind } = settings;
  if (kind === 'plain') return json;
  const { model, post_processor: processor } = json;
  const found = isRecord(model) ? model['type'] : undefined;
  const rebuild = REBUILDERS[kind] ?? unsupported(kind);
  const {
    algorithm,
    parts,
    model: options,
  } = rebuild(settings, isRecord(model) ? model['vocab'] : undefined);
  if (!isRecord(model) || found !== algorithm || (kind !== 'qwen2' && !isRecord(processor)))
    throw new UserError(
      `Expected the tokenizer.json of transformers 5's ${kind} tokenizer to hold a ${algorithm} model and a post_processor, ` +
        `got a model ${JSON.stringify(found)}. With "tokenizer_class": "PreTrainedTokenizerFast" it is taken as it stands.`,
    );
  const { vocab, merges } = model;
  return {
    ...json,
    added_tokens: [],
    ...parts,
    model: { type: algorithm, ...options, vocab, ...(merges !== undefined && { merges }) },
  };
}

function unsupported(kind: TokenizerKind): never {
  throw new UserError(
    `Expected another tokenizer class than ${kind}'s of transformers 5, which makes the tokenizer anew. ` +
      'With "tokenizer_class": "PreTrainedTokenizerFast" in tokenizer_config.json, tokenizer.json is taken as it stands.',
  );
}

const REBUILDERS: Readonly<
  Partial<Record<TokenizerKind, (settings: TokenizerSettings, vocab: unknown) => Rebuilt>>
> = {
  bert: rebuildBert,
  roberta: rebuildRoberta,
  deberta: rebuildDeberta,
  llama: rebuildLlama,
  gemma: rebuildGemma,
  qwen2: rebuildQwen2,
};

function rebuildBert({ fields, named }: TokenizerSettings): Rebuilt {
  const normalizer = {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: readSwitch(fields, 'tokenize_chinese_chars', true),
    strip_accents: readOptionalSwitch(fields, 'strip_accents') ?? null,
    lowercase: readSwitch(fields, 'do_lower_case', true),
  };
  return {
    algorithm: 'WordPiece',
    model: {
      unk_token: tokenOf(named, 'unk_token'),
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    },
    parts: {
      normalizer,
      pre_tokenizer: { type: 'BertPreTokenizer' },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    },
  };
}

function rebuildRoberta({ fields }: TokenizerSettings): Rebuilt {
  const addPrefixSpace = readSwitch(fields, 'add_prefix_space', false);
  return {
    algorithm: 'BPE',
    model: { ...bpe, continuing_subword_prefix: '', end_of_word_suffix: '' },
    parts: {
      normalizer: null,
      pre_tokenizer: { ...byteLevel, add_prefix_space: addPrefixSpace },
      decoder: byteLevel,
    },
  };
}

const byteLevel = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };

const bpe = { dropout: null, unk_token: null, fuse_unk: false, byte_fallback: false, ignore_merges: false };

function rebuildDeberta({ fields, named }: TokenizerSettings, vocab: unknown): Rebuilt {
  const addPrefixSpace = readSwitch(fields, 'add_prefix_space', true);
  const unknown = named.get('unk_token');
  const unknownId = findUnknown(vocab, unknown === undefined ? 'None' : textOf(unknown));
  const metaspace = {
    type: 'Metaspace',
    replacement: '▁',
    prepend_scheme: addPrefixSpace ? 'always' : 'first',
    split: true,
  };
  return {
    algorithm: 'Unigram',
    model: { unk_id: unknownId ?? fields['unk_id'] ?? 1, byte_fallback: false },
    parts: {
      normalizer: sequence('normalizers', [
        ...(readSwitch(fields, 'do_lower_case', false) ? [{ type: 'Lowercase' }] : []),
        { type: 'Replace', pattern: { Regex: '\\s{2,}|[\\n\\r\\t]' }, content: ' ' },
        { type: 'NFC' },
        { type: 'Strip', strip_left: false, strip_right: true },
      ]),
      pre_tokenizer: sequence('pretokenizers', [
        ...(readSwitch(fields, 'split_by_punct', false)
          ? [{ type: 'Punctuation', behavior: 'Isolated' }]
          : []),
        metaspace,
      ]),
      decoder: metaspace,
    },
  };
}

/** A piece with its log-probability of 0, as special pieces have it. */
function findUnknown(vocab: unknown, unknown: string): number | undefined {
  const pieces: readonly unknown[] = Array.isArray(vocab) ? vocab : [];
  const id = pieces.findIndex((piece) => Array.isArray(piece) && piece[0] === unknown && piece[1] === 0);
  return id < 0 ? undefined : id;
}

function rebuildLlama({ fields }: TokenizerSettings): Rebuilt {
  const addPrefixSpace = readOptionalSwitch(fields, 'add_prefix_space') ?? true;
  const isLegacy = readSwitch(fields, 'legacy', false);
  const scheme = isLegacy ? 'always' : 'first';
  return {
    algorithm: 'BPE',
    model: { ...bpe, fuse_unk: true, byte_fallback: true },
    parts: {
      normalizer: null,
      pre_tokenizer: {
        type: 'Metaspace',
        replacement: '▁',
        prepend_scheme: addPrefixSpace ? scheme : 'never',
        split: false,
      },
      decoder: spacesFromMarks(addPrefixSpace),
    },
  };
}

function rebuildGemma({ named }: TokenizerSettings): Rebuilt {
  return {
    algorithm: 'BPE',
    model: { ...bpe, unk_token: tokenOf(named, 'unk_token'), fuse_unk: true, byte_fallback: true },
    parts: {
      normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      pre_tokenizer: {
        type: 'Split',
        pattern: { String: ' ' },
        behavior: 'MergedWithPrevious',
        invert: false,
      },
      decoder: spacesFromMarks(false),
    },
  };
}

function rebuildQwen2({ fields }: TokenizerSettings): Rebuilt {
  const addPrefixSpace = readOptionalSwitch(fields, 'add_prefix_space') ?? false;
  return {
    algorithm: 'BPE',
    model: { ...bpe, continuing_subword_prefix: '', end_of_word_suffix: '' },
    parts: qwen2Parts(addPrefixSpace),
  };
}

function spacesFromMarks(stripsFirst: boolean): object {
  return sequence('decoders', [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(stripsFirst ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
  ]);
}

function sequence(key: string, items: readonly object[]): object {
  return { type: 'Sequence', [key]: items };
}

function tokenOf(named: TokenizerSettings['named'], role: string): string {
  const token = named.get(role);
  if (token !== undefined) return textOf(token);
  throw new UserError(`Expected a tokenizer with "${role}" in its tokenizer_config.json, got none.`);
}
