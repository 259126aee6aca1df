import { UserError } from '@lamella/core';
import { byteLevelAlphabet, byteLevelPreTokenizer } from 'tokenizers';

import { learnMerges } from './learn-merges.ts';
import { robertaTokens } from './special-ids.ts';
import { robertaTokenizerJson, type TokenizerJson } from './tokenizer-json.ts';

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
  const alphabet = [...new Set([...specialTokens, ...byteLevelAlphabet().sort()])];
  checkOptions(specialTokens, vocabSize, alphabet.length);
  const ids = new Map(alphabet.map((token, id) => [token, id]));
  const words = [...countWords(texts)].map(
    ([word, count]) => [Array.from(word, (byte) => ids.get(byte) as number), count] as const,
  );
  const { tokens, merges } = learnMerges(words, { alphabet, size: vocabSize, minCount });
  return robertaTokenizerJson({
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    merges,
    addedTokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: content === robertaTokens.mask,
      rstrip: false,
      normalized: false,
      special: true,
    })),
  });
}

/** How often each word occurs, its bytes written as the characters of the byte-level alphabet. */
function countWords(texts: Iterable<string>): Map<string, number> {
  const preTokenizer = byteLevelPreTokenizer(false);
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of preTokenizer.preTokenizeString(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function checkOptions(specialTokens: readonly string[], vocabSize: number, smallest: number): void {
  const missing = [robertaTokens.cls, robertaTokens.sep].filter((token) => !specialTokens.includes(token));
  if (missing.length > 0)
    throw new UserError(`Expected the special tokens to include ${missing.join(' and ')}.`);
  if (!Number.isInteger(vocabSize) || vocabSize < smallest) {
    throw new UserError(
      `Expected a vocabulary size of at least ${smallest} (special tokens and bytes), got ${vocabSize}.`,
    );
  }
}
