import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';

import { bertTokens, robertaTokens, tokenText, type TokenizerFiles } from './special-ids.ts';
import {
  bertTokenizerJson,
  robertaTokenizerJson,
  type AddedToken,
  type TokenizerJson,
  type Vocabulary,
} from './tokenizer-json.ts';

/**
 * The tokenizer of a folder without tokenizer.json, from vocab.json and merges.txt (RoBERTa) or from vocab.txt (BERT),
 * equal to the one that `transformers` builds from these files.
 *
 * @throws UserError when the folder has neither, or they belong to another kind of tokenizer
 */
export function readVocabularyFiles(folder: string, files: TokenizerFiles): TokenizerJson {
  const has = (file: string): boolean => existsSync(join(folder, file));
  if (has('vocab.json') && has('merges.txt')) return readRoberta(folder, files);
  if (has('vocab.txt')) return readBert(folder, files);
  const sentencePiece = ['spm.model', 'tokenizer.model', 'sentencepiece.bpe.model'].find(has);
  const found = sentencePiece === undefined ? '' : ` ${sentencePiece} alone does not suffice.`;
  throw new UserError(
    `Expected tokenizer.json, or vocab.json and merges.txt, or vocab.txt in ${folder}, found none.${found} ` +
      'Python writes it: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).',
  );
}

function readRoberta(folder: string, files: TokenizerFiles): TokenizerJson {
  const path = join(folder, 'vocab.json');
  const vocab = readJsonFile(path);
  if (!isVocabulary(vocab)) throw new UserError(`Expected ${path} to map tokens to whole numbers.`);
  checkTokens(path, vocab, [robertaTokens.cls, robertaTokens.sep]);
  const lines = readLines(join(folder, 'merges.txt')).filter(
    (line) => line !== '' && !line.startsWith('#version'),
  );
  const merges = lines.map((line, index): [string, string] => {
    const [first, second, ...rest] = line.split(' ');
    if (first !== undefined && second !== undefined && rest.length === 0) return [first, second];
    throw new UserError(
      `Expected two tokens in merge ${index + 1} of ${join(folder, 'merges.txt')}, got "${line}".`,
    );
  });
  const stripsLeft = (token: string): boolean => token === robertaTokens.mask;
  return robertaTokenizerJson({
    vocab,
    merges,
    addedTokens: addedTokens(files, vocab, { tokens: Object.values(robertaTokens), stripsLeft }),
    addPrefixSpace: files.tokenizerConfig['add_prefix_space'] === true,
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
  { tokenizerConfig }: TokenizerFiles,
  vocab: Vocabulary,
  { tokens, stripsLeft }: { tokens: readonly string[]; stripsLeft: (token: string) => boolean },
): AddedToken[] {
  const decoder = tokenizerConfig['added_tokens_decoder'];
  const listed = isRecord(decoder)
    ? Object.entries(decoder).map(([id, token]) => addedToken(Number(id), token, { lstrip: false }))
    : [...new Set(tokens)]
        .filter((token) => vocab[token] !== undefined)
        .map((token) =>
          addedToken(vocab[token] ?? 0, { content: token, special: true }, { lstrip: stripsLeft(token) }),
        );
  return listed.sort((a, b) => a.id - b.id);
}

function addedToken(id: number, token: unknown, defaults: { lstrip: boolean }): AddedToken {
  const flags = isRecord(token) ? token : {};
  const flag = (name: string, otherwise = false): boolean =>
    typeof flags[name] === 'boolean' ? flags[name] : otherwise;
  return {
    id,
    content: tokenText(token) ?? '',
    single_word: flag('single_word'),
    lstrip: flag('lstrip', defaults.lstrip),
    rstrip: flag('rstrip'),
    normalized: flag('normalized'),
    special: flag('special'),
  };
}

function checkTokens(path: string, vocab: Vocabulary, tokens: readonly string[]): void {
  const missing = tokens.filter((token) => vocab[token] === undefined);
  if (missing.length === 0) return;
  throw new UserError(
    `Expected the tokens ${missing.join(' ')} in ${path}: without tokenizer.json, only RoBERTa's and BERT's tokenizers can be ` +
      'built. Python writes tokenizer.json: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).',
  );
}

function isVocabulary(value: unknown): value is Vocabulary {
  return isRecord(value) && Object.values(value).every(Number.isInteger);
}

function readLines(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
