import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { readWholeFile } from '@lamella/files';
import { addedToken, listedTokens } from '../added-tokens.ts';
import { configuredToken, debertaTokens, llamaTokens, type TokenizerFiles } from '../special-ids.ts';
import type { AddedToken, TokenizerJson } from '../tokenizer-json.ts';
import { checkCharsmap } from './check-charsmap.ts';
import { debertaTokenizerJson, llamaTokenizerJson } from './sentencepiece-json.ts';
import { parseSentencePiece, type SentencePieceModel } from './sentencepiece-model.ts';

/** The names under which models have such a file. */
const FILES = ['spm.model', 'tokenizer.model'];

/** The largest ones have about 5 MB. */
const MOST_BYTES = 2 ** 26;

/** The file of SentencePiece in a folder, if there is one. */
export function findSentencePiece(folder: string): string | undefined {
  const file = FILES.find((each) => existsSync(join(folder, each)));
  return file === undefined ? undefined : join(folder, file);
}

/**
 * The tokenizer of a folder that has a model of SentencePiece but no tokenizer.json, equal to the one that `transformers`
 * converts it to: a unigram model is DeBERTa's, a BPE model is LLaMA's.
 *
 * @throws UserError when the file is not sound or belongs to another kind of tokenizer
 */
export function readSentencePiece(path: string, files: TokenizerFiles): TokenizerJson {
  const bytes = readWholeFile(path, { mostBytes: MOST_BYTES, what: 'a model of SentencePiece' });
  const model = parseSentencePiece(bytes, path);
  checkCharsmap(model.charsmap, path);
  checkFamily(model, files, path);
  return model.algorithm === 'unigram' ? readDeberta(model, files) : readLlama(model, files);
}

/** Other families put other tokens around texts, or number tokens otherwise. */
function checkFamily(
  { algorithm }: SentencePieceModel,
  { tokenizerConfig, config }: TokenizerFiles,
  path: string,
): void {
  const { expected, kind } = {
    unigram: { expected: /^deberta-?v2/i, kind: 'DeBERTa-v2' },
    bpe: { expected: /^(llama|mistral|llava)/i, kind: 'LLaMA' },
  }[algorithm];
  const family = tokenizerConfig['tokenizer_class'] ?? config['model_type'];
  if (family === undefined || expected.test(String(family))) return;
  throw new UserError(
    `Expected ${path}, a ${algorithm} model, to be a tokenizer of the ${kind} family, got "${String(family)}". For others, ` +
      'Python writes tokenizer.json: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).',
  );
}

function readDeberta(model: SentencePieceModel, files: TokenizerFiles): TokenizerJson {
  const tokenOf = (role: keyof typeof debertaTokens): string =>
    configuredToken(files, role) ?? debertaTokens[role];
  const roles = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'] as const;
  const addedTokens = listAddedTokens(model, files, {
    special: roles.map(tokenOf),
    normalized: [tokenOf('unk')],
  });
  return debertaTokenizerJson(
    { model, addedTokens },
    {
      lowercase: files.tokenizerConfig['do_lower_case'] === true,
      splitsPunctuation: files.tokenizerConfig['split_by_punct'] === true,
      cls: tokenOf('cls'),
      sep: tokenOf('sep'),
    },
  );
}

function readLlama(model: SentencePieceModel, files: TokenizerFiles): TokenizerJson {
  const { tokenizerConfig } = files;
  const tokenOf = (role: keyof typeof llamaTokens): string =>
    configuredToken(files, role) ?? llamaTokens[role];
  const pad = configuredToken(files, 'pad');
  const special = [...(['bos', 'eos', 'unk'] as const).map(tokenOf), ...(pad === undefined ? [] : [pad])];
  const addedTokens = listAddedTokens(model, files, { special, normalized: [] });
  return llamaTokenizerJson(
    { model, addedTokens },
    {
      isLegacy: tokenizerConfig['legacy'] !== false,
      addsPrefixSpace: tokenizerConfig['add_prefix_space'] !== false,
      bos: tokenizerConfig['add_bos_token'] === false ? undefined : tokenOf('bos'),
      eos: tokenizerConfig['add_eos_token'] === true ? tokenOf('eos') : undefined,
    },
  );
}

/**
 * The tokens that are found as a whole: those that tokenizer_config.json lists, the model's control and user-defined pieces, and
 * the special tokens. Special tokens that are no pieces are numbered after them.
 */
function listAddedTokens(
  { pieces }: SentencePieceModel,
  files: TokenizerFiles,
  { special, normalized }: { readonly special: readonly string[]; readonly normalized: readonly string[] },
): AddedToken[] {
  const tokens = new Map((listedTokens(files) ?? []).map((token) => [token.content, token]));
  const ids = new Map(pieces.map(({ text }, id) => [text, id]));
  let nextId = Math.max(pieces.length, ...[...tokens.values()].map(({ id }) => id + 1));
  const add = (content: string, isSpecial: boolean): void => {
    if (tokens.has(content)) return;
    const id = ids.get(content) ?? nextId++;
    const isNormalized = normalized.includes(content);
    tokens.set(content, addedToken(id, { content, special: isSpecial, normalized: isNormalized }));
  };
  for (const token of special) add(token, true);
  for (const { text, type } of pieces)
    if (type === 'control' || type === 'user-defined') add(text, type === 'control');
  return [...tokens.values()].sort((a, b) => a.id - b.id);
}
