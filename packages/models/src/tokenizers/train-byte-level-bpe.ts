import { UserError } from '@lamella/core';
import {
  byteLevelAlphabet,
  byteLevelPreTokenizer,
  digitsPreTokenizer,
  type PreTokenizer,
  sequencePreTokenizer,
} from 'tokenizers';

import { learnMerges } from './learn-merges.ts';
import { debertaTokens, robertaTokens } from './special-ids.ts';
import type { Template } from './template.ts';
import {
  type AddedToken,
  digitwiseTokenizerJson,
  robertaTokenizerJson,
  type TokenizerJson,
  type Vocabulary,
} from './tokenizer-json.ts';

export interface BpeOptions {
  /** The number of tokens, special ones and the 256 bytes included; less if the texts have no more pairs. */
  readonly vocabSize: number;
  /** The first tokens, in this order; RoBERTa's, unless given. */
  readonly specialTokens?: readonly string[];
}

const robertaOrder = ['cls', 'pad', 'sep', 'unk', 'mask'] as const;

/** As in the tokenizers' library: a pair that occurs once teaches nothing. */
const minCount = 2;

/**
 * Learns a byte-level BPE vocabulary from texts, in the form of RoBERTa's tokenizer.json: the special tokens, the 256
 * bytes in the order of the characters that stand for them, then the merges as they were learnt. The same texts give
 * the same vocabulary, and the one that `ByteLevelBPETokenizer.train` of Python's tokenizers learns.
 *
 * @throws UserError if the vocabulary is too small, or lacks the tokens that RoBERTa puts around a text
 */
export function trainByteLevelBpe(texts: Iterable<string>, options: BpeOptions): TokenizerJson {
  const { vocabSize, specialTokens = robertaOrder.map((role) => robertaTokens[role]) } = options;
  requireTokens([robertaTokens.cls, robertaTokens.sep], specialTokens);
  return robertaTokenizerJson(
    learnVocabulary(texts, { vocabSize, specialTokens, preTokenizer: byteLevelPreTokenizer(false) }),
  );
}

/**
 * Learns a vocabulary like that of {@link trainByteLevelBpe} in which every digit is a token of its own, so that numbers are
 * read digit by digit; special tokens stand where the template puts them.
 *
 * @throws UserError if the vocabulary is too small, or lacks tokens of the template
 */
export function trainDigitwiseBpe(
  texts: Iterable<string>,
  options: Required<BpeOptions> & { readonly template: Template },
): TokenizerJson {
  const { template, specialTokens } = options;
  const names = [...template.single, ...template.pair].map(([name]) => name);
  requireTokens(
    names.filter((name) => name !== 'A' && name !== 'B'),
    specialTokens,
  );
  const preTokenizer = sequencePreTokenizer([digitsPreTokenizer(true), byteLevelPreTokenizer(false)]);
  return digitwiseTokenizerJson({ ...learnVocabulary(texts, { ...options, preTokenizer }), template });
}

/** The vocabulary and the merges that BPE learns, with the special tokens in front. */
interface LearntVocabulary {
  readonly vocab: Vocabulary;
  readonly merges: readonly (readonly [string, string])[];
  readonly addedTokens: readonly AddedToken[];
}

function learnVocabulary(
  texts: Iterable<string>,
  { vocabSize, specialTokens, preTokenizer }: Required<BpeOptions> & { readonly preTokenizer: PreTokenizer },
): LearntVocabulary {
  const alphabet = [...new Set([...specialTokens, ...byteLevelAlphabet().sort()])];
  checkSize(vocabSize, alphabet.length);
  const ids = new Map(alphabet.map((token, id) => [token, id]));
  const words = [...countWords(texts, preTokenizer)].map(
    ([word, count]) => [Array.from(word, (byte) => ids.get(byte) as number), count] as const,
  );
  const { tokens, merges } = learnMerges(words, { alphabet, size: vocabSize, minCount });
  return {
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    merges,
    addedTokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      // A mask stands for a word with the space before it.
      lstrip: content === robertaTokens.mask || content === debertaTokens.mask,
      rstrip: false,
      normalized: false,
      special: true,
    })),
  };
}

/** How often each word occurs, its bytes written as the characters of the byte-level alphabet. */
function countWords(texts: Iterable<string>, preTokenizer: PreTokenizer): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of preTokenizer.preTokenizeString(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function requireTokens(needed: readonly string[], specialTokens: readonly string[]): void {
  const missing = [...new Set(needed)].filter((token) => !specialTokens.includes(token));
  if (missing.length === 0) return;
  throw new UserError(`Expected the special tokens to include ${missing.join(' and ')}.`);
}

function checkSize(vocabSize: number, smallest: number): void {
  if (Number.isInteger(vocabSize) && vocabSize >= smallest) return;
  throw new UserError(
    `Expected a vocabulary size of at least ${smallest} (special tokens and bytes), got ${vocabSize}.`,
  );
}
