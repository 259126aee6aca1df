import type { AddedToken, TokenizerJson } from '../tokenizer-json.ts';
import { generateMerges } from './generate-merges.ts';
import type { SentencePieceModel } from './sentencepiece-model.ts';
import { type TemplatePart, templateProcessing } from '../template.ts';

/** The parts that a model of SentencePiece is turned into, with the tokens that are found in texts as a whole. */
export interface SentencePieceParts {
  readonly model: SentencePieceModel;
  readonly addedTokens: readonly AddedToken[];
}

const common = { version: '1.0', truncation: null, padding: null };

const SPACE = '▁';

/**
 * The tokenizer of DeBERTa-v2 and -v3: a unigram model, `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]` with type 1 from B on
 * (`DebertaV2Tokenizer` of `transformers`). As in SentencePiece itself, spaces are taken away after the rules of normalisation,
 * which make spaces of other characters.
 */
export function debertaTokenizerJson(
  { model, addedTokens }: SentencePieceParts,
  options: {
    readonly lowercase: boolean;
    readonly splitsPunctuation: boolean;
    readonly cls: string;
    readonly sep: string;
  },
): TokenizerJson {
  const { cls, sep } = options;
  const charsmap = Buffer.from(model.charsmap).toString('base64');
  const metaspace = { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'always', split: true };
  const single: TemplatePart[] = [
    [cls, 0],
    ['A', 0],
    [sep, 0],
  ];
  return {
    ...common,
    added_tokens: addedTokens,
    normalizer: sequence('normalizers', [
      ...(options.lowercase ? [{ type: 'Lowercase' }] : []),
      ...(charsmap === '' ? [] : [{ type: 'Precompiled', precompiled_charsmap: charsmap }]),
      { type: 'Replace', pattern: { Regex: '^ +| +$' }, content: '' },
      { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
    ]),
    pre_tokenizer: sequence('pretokenizers', [
      ...(options.splitsPunctuation ? [{ type: 'Punctuation', behavior: 'Isolated' }] : []),
      metaspace,
    ]),
    post_processor: templateProcessing(addedTokens, { single, pair: [...single, ['B', 1], [sep, 1]] }),
    decoder: metaspace,
    model: {
      type: 'Unigram',
      unk_id: model.unknownId,
      vocab: model.pieces.map(({ text, score }) => [text, score]),
      byte_fallback: false,
    },
  };
}

/** How LLaMA's tokenizers treat texts. */
export interface LlamaOptions {
  /** Where a space is put in front of texts: after every special token too (`legacy`), or at the very beginning alone. */
  readonly isLegacy: boolean;
  readonly addsPrefixSpace: boolean;
  /** The tokens before and after a text. */
  readonly bos: string | undefined;
  readonly eos: string | undefined;
}

/**
 * The tokenizer of LLaMA-2 and its kin: BPE with single bytes for what is not in the vocabulary, `<s> A` (`LlamaTokenizer` of
 * `transformers`).
 */
export function llamaTokenizerJson(
  { model, addedTokens }: SentencePieceParts,
  options: LlamaOptions,
): TokenizerJson {
  const around = (name: 'A' | 'B', typeId: 0 | 1): TemplatePart[] =>
    [options.bos, name, options.eos].filter((part) => part !== undefined).map((part) => [part, typeId]);
  return {
    ...common,
    added_tokens: addedTokens,
    ...spaceRules(options),
    post_processor: templateProcessing(addedTokens, {
      single: around('A', 0),
      pair: [...around('A', 0), ...around('B', 1)],
    }),
    decoder: sequence('decoders', [
      { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      ...(options.addsPrefixSpace ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
    ]),
    model: bpeModel(model),
  };
}

function spaceRules({ isLegacy, addsPrefixSpace }: LlamaOptions): object {
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  const prepend = { type: 'Prepend', prepend: SPACE };
  const metaspace = { type: 'Metaspace', split: false };
  if (isLegacy) {
    const normalizer = sequence('normalizers', addsPrefixSpace ? [prepend, replace] : [replace]);
    return { normalizer, pre_tokenizer: null };
  }
  // A prefix is put only before what does not begin with it: a plain space, which no text has by now, always is.
  return {
    normalizer: sequence('normalizers', [replace]),
    pre_tokenizer: sequence('pretokenizers', [
      ...(addsPrefixSpace ? [{ ...metaspace, replacement: ' ', prepend_scheme: 'first' }] : []),
      { ...metaspace, replacement: SPACE, prepend_scheme: 'never' },
    ]),
  };
}

function bpeModel({ pieces, unknownId, hasByteFallback }: SentencePieceModel): object {
  return {
    type: 'BPE',
    dropout: null,
    unk_token: pieces[unknownId]?.text,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: hasByteFallback,
    ignore_merges: false,
    vocab: Object.fromEntries(pieces.map(({ text }, id) => [text, id])),
    merges: generateMerges(pieces),
  };
}

function sequence(key: string, items: readonly object[]): object {
  return { type: 'Sequence', [key]: items };
}
