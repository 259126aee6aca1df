import { nearest, UserError } from '@lamella/core';
import { fixedClass, tokensOfClass, usualClass } from '../class-tokens.ts';
import type { TokenizerFiles } from '../special-ids.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';

/** The way a tokenizer class of `transformers` uses tokenizer_config.json: `plain` reads tokenizer.json as it stands. */
export type TokenizerKind = 'plain' | 'gpt2' | 'bert' | 'roberta' | 'deberta' | 'llama' | 'gemma' | 'qwen2';

/** Which `transformers` wrote tokenizer_config.json, up to 4 or from 5 on: they apply it differently. */
export type Generation = 4 | 5;

const CLASSES: Readonly<Record<string, TokenizerKind>> = {
  PreTrainedTokenizer: 'plain',
  TokenizersBackend: 'plain',
  GPT2Tokenizer: 'gpt2',
  BertTokenizer: 'bert',
  RobertaTokenizer: 'roberta',
  DebertaV2Tokenizer: 'deberta',
  LlamaTokenizer: 'llama',
  GemmaTokenizer: 'gemma',
  Qwen2Tokenizer: 'qwen2',
};

/**
 * Version 5 always writes `backend`, version 4 never does. Without tokenizer_config.json, what both agree on until 4.
 */
export function generationOf({ tokenizerConfig }: TokenizerFiles): Generation {
  return Object.hasOwn(tokenizerConfig, 'backend') ? 5 : 4;
}

/**
 * The class by which `AutoTokenizer` of `transformers` loads a folder: the one that tokenizer_config.json names, or config.json,
 * or the one of the model's type.
 *
 * @throws {UserError} if it is a class of which it is not known here what it does
 */
export function kindOf(files: TokenizerFiles, json: TokenizerJson, where: string): TokenizerKind {
  const { tokenizerConfig, config } = files;
  const modelType = String(config['model_type']);
  const isOld = generationOf(files) === 4;
  const fixed = fixedClass(tokenizerConfig, config);
  if (fixed !== undefined) return kindOfClass(fixed, where);
  const named = tokenizerConfig['tokenizer_class'] ?? config['tokenizer_class'];
  const usual = isOld || modelType !== 'llama' ? usualClass(config) : undefined;
  const kind = kindOfClass(named ?? usual ?? 'PreTrainedTokenizer', where);
  return !isOld && kind === 'llama' && mentionsByteLevel(json) ? 'plain' : kind;
}

function kindOfClass(name: unknown, where: string): TokenizerKind {
  const bare = String(name).replace(/Fast$/, '');
  if (Object.hasOwn(CLASSES, bare)) return CLASSES[bare] as TokenizerKind;
  const known = Object.keys(CLASSES);
  throw new UserError(
    `Expected "tokenizer_class" in ${where} to be one of ${known.join(', ')} (with or without "Fast"), got ` +
      `${JSON.stringify(name)}. ${hint(bare, known)}`,
  );
}

/** From 5 on, such a tokenizer that calls itself LLaMA's is taken as it stands. */
function mentionsByteLevel(json: TokenizerJson): boolean {
  return ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'].some((part) =>
    (JSON.stringify(json[part]) ?? '').includes('"ByteLevel"'),
  );
}

function hint(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  if (guess !== undefined) return `Did you mean "${guess}"?`;
  return '"PreTrainedTokenizerFast" takes tokenizer.json as it stands.';
}

/** The fields that a class sets where no file does: its special tokens. Gemma's has a mask from version 5 on. */
export function defaultFields(files: TokenizerFiles, kind: TokenizerKind): Record<string, unknown> {
  if (kind === 'plain') return {};
  const tokens = Object.entries(tokensOfClass(files.tokenizerConfig, files.config));
  return Object.fromEntries(
    tokens
      .filter(([role]) => kind !== 'gemma' || role !== 'mask' || generationOf(files) === 5)
      .map(([role, text]) => [`${role}_token`, text]),
  );
}

/** LLaMA's and Gemma's tokenizers fill up rows on the left. */
export function paddingSideOf(kind: TokenizerKind): 'left' | 'right' {
  return kind === 'llama' || kind === 'gemma' ? 'left' : 'right';
}
