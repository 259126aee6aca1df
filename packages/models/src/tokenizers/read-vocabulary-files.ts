import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { UserError } from '@lamella/core';
import { isRecord, readJsonFile, readTextFile } from '@lamella/files';

import { addedToken, listedTokens } from './added-tokens.ts';
import { findSentencePiece, readSentencePiece } from './sentencepiece/read-sentencepiece.ts';
import { kindOf } from './settings/tokenizer-kind.ts';
import { bertTokens, robertaTokens, type TokenizerFiles } from './special-ids.ts';
import {
  bertTokenizerJson,
  qwen2TokenizerJson,
  robertaTokenizerJson,
  type AddedToken,
  type TokenizerJson,
  type Vocabulary,
} from './tokenizer-json.ts';

/**
 * The tokenizer of a folder without tokenizer.json, from vocab.json and merges.txt (RoBERTa, Qwen2), from vocab.txt (BERT)
 * or from a model of SentencePiece (DeBERTa, LLaMA), equal to the one that `transformers` builds from these files.
 *
 * @throws UserError when the folder has none of them, or they belong to another kind of tokenizer
 */
export function readVocabularyFiles(folder: string, files: TokenizerFiles): TokenizerJson {
  const has = (file: string): boolean => existsSync(join(folder, file));
  if (has('vocab.json') && has('merges.txt')) return readByteLevelBpe(folder, files);
  if (has('vocab.txt')) return readBert(folder, files);
  const sentencePiece = findSentencePiece(folder);
  if (sentencePiece !== undefined) return readSentencePiece(sentencePiece, files);
  throw new UserError(
    `Expected tokenizer.json, or vocab.json and merges.txt, or vocab.txt, or spm.model, or tokenizer.model in ${folder}, got none. ` +
      'Python writes it: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).',
  );
}

/** Qwen2's tokenizer where the folder's class is that, or else RoBERTa's. */
function readByteLevelBpe(folder: string, files: TokenizerFiles): TokenizerJson {
  const path = join(folder, 'vocab.json');
  const vocab = readJsonFile(path);
  if (!isVocabulary(vocab)) throw new UserError(`Expected ${path} to map tokens to whole numbers.`);
  const merges = readMerges(folder);
  const addPrefixSpace = files.tokenizerConfig['add_prefix_space'] === true;
  if (kindOf(files, {}, folder) === 'qwen2') return qwen2TokenizerJson({ vocab, merges, addPrefixSpace });
  checkTokens(path, vocab, [robertaTokens.cls, robertaTokens.sep]);
  const stripsLeft = (token: string): boolean => token === robertaTokens.mask;
  return robertaTokenizerJson({
    vocab,
    merges,
    addedTokens: addedTokens(files, vocab, { tokens: Object.values(robertaTokens), stripsLeft }),
    addPrefixSpace,
  });
}

function readMerges(folder: string): [string, string][] {
  const lines = readLines(join(folder, 'merges.txt')).filter(
    (line) => line !== '' && !line.startsWith('#version'),
  );
  return lines.map((line, index) => {
    const [first, second, ...rest] = line.split(' ');
    if (first !== undefined && second !== undefined && rest.length === 0) return [first, second];
    throw new UserError(
      `Expected two tokens in merge ${index + 1} of ${join(folder, 'merges.txt')}, got "${line}".`,
    );
  });
}

function readBert(folder: string, files: TokenizerFiles): TokenizerJson {
  const path = join(folder, 'vocab.txt');
  const vocab: Vocabulary = Object.fromEntries(readLines(path).map((token, id) => [token, id]));
  checkTokens(path, vocab, [bertTokens.cls, bertTokens.sep, bertTokens.unk]);
  const {
    do_lower_case: lowercase,
    strip_accents: accents,
    tokenize_chinese_chars: chinese,
  } = files.tokenizerConfig;
  return bertTokenizerJson({
    vocab,
    addedTokens: addedTokens(files, vocab, { tokens: Object.values(bertTokens), stripsLeft: () => false }),
    lowercase: lowercase !== false,
    stripAccents: typeof accents === 'boolean' ? accents : null,
    handleChineseCharacters: chinese !== false,
  });
}

/** The tokens in `added_tokens_decoder` of tokenizer_config.json, or the family's special tokens. */
function addedTokens(
  files: TokenizerFiles,
  vocab: Vocabulary,
  { tokens, stripsLeft }: { tokens: readonly string[]; stripsLeft: (token: string) => boolean },
): AddedToken[] {
  const ofFamily = (): AddedToken[] =>
    [...new Set(tokens)]
      .filter((token) => vocab[token] !== undefined)
      .map((token) =>
        addedToken(vocab[token] ?? 0, { content: token, special: true }, { lstrip: stripsLeft(token) }),
      );
  return (listedTokens(files) ?? ofFamily()).sort((a, b) => a.id - b.id);
}

function checkTokens(path: string, vocab: Vocabulary, tokens: readonly string[]): void {
  const missing = tokens.filter((token) => vocab[token] === undefined);
  if (missing.length === 0) return;
  throw new UserError(
    `Expected the tokens ${missing.join(' ')} in ${path}: without tokenizer.json, only the tokenizers of RoBERTa, BERT and ` +
      'Qwen2 can be built of such files. Python writes tokenizer.json: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).',
  );
}

function isVocabulary(value: unknown): value is Vocabulary {
  return isRecord(value) && Object.values(value).every(Number.isInteger);
}

function readLines(path: string): string[] {
  const lines = readTextFile(path).split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
