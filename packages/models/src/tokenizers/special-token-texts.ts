import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { isRecord, readJsonFile } from '@lamella/files';

import { readOptionalJson } from '../read-optional-json.ts';
import { tokensOfClass } from './class-tokens.ts';
import { roles, tokenText } from './special-ids.ts';

type Json = Readonly<Record<string, unknown>>;

const standard: readonly string[] = roles.map((role) => `${role}_token`);

/**
 * The named special tokens of a Hugging Face folder, such as `{ bos_token: '<s>', image_token: '<image>' }`, as
 * transformers 5 resolves them:
 *
 * 1. special_tokens_map.json, where tokenizer_config.json has no `added_tokens_decoder` (files that have one don't need
 *    the map, and it isn't read);
 * 2. tokenizer_config.json: the seven standard tokens, others by a name that ends in `_token`, and those of
 *    `extra_special_tokens` and `model_specific_special_tokens` where these are objects;
 * 3. the tokens of the tokenizer's class (as in 4.46, by the model's type where no file names a class);
 * 4. `pad_token` of the padding that tokenizer.json asks for.
 *
 * A token is a text or an object with one in `content`; `null` turns off what a later source names.
 *
 * @throws {UserError} if a file holds no JSON object
 */
export function readSpecialTokens(folder: string): Readonly<Record<string, string>> {
  const { config, map } = readFiles(folder);
  const own = tokensOfClass(config, readOptionalJson(join(folder, 'config.json')));
  const sources: Json[] = [
    Object.fromEntries(roles.filter((role) => role in own).map((role) => [`${role}_token`, own[role]])),
    recordOf(config['model_specific_special_tokens']),
    recordOf(config['extra_special_tokens']),
    namedTokens(config),
    recordOf(map['extra_special_tokens']),
    namedTokens(map),
  ];
  const named: Record<string, unknown> = Object.assign({}, ...sources);
  if (!('pad_token' in named)) named['pad_token'] = paddingToken(folder);
  const texts = Object.entries(named).map(([name, token]) => [name, tokenText(token)] as const);
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * The special tokens of a Hugging Face folder that have no name, as transformers 5 resolves them: the list
 * `extra_special_tokens`, or else `additional_special_tokens`, its name in transformers 4.
 *
 * @throws {UserError} if a file holds no JSON object
 */
export function readAdditionalSpecialTokens(folder: string): readonly string[] {
  const { config, map } = readFiles(folder);
  const isSet = Array.isArray(config['extra_special_tokens']) && config['extra_special_tokens'].length > 0;
  const ofConfig = isSet ? config['extra_special_tokens'] : config['additional_special_tokens'];
  const tokens = Array.isArray(map['extra_special_tokens'])
    ? [...textsOf(ofConfig), ...textsOf(map['extra_special_tokens'])]
    : textsOf(ofConfig ?? map['additional_special_tokens']);
  return [...new Set(tokens)];
}

function readFiles(folder: string): { config: Json; map: Json } {
  const config = readOptionalJson(join(folder, 'tokenizer_config.json'));
  const hasTokens = 'added_tokens_decoder' in config;
  return { config, map: hasTokens ? {} : readOptionalJson(join(folder, 'special_tokens_map.json')) };
}

/** The tokens that a file names: the standard ones, `null` included, and others whose name tells that they are tokens. */
function namedTokens(file: Json): Json {
  const isToken = ([name, value]: [string, unknown]): boolean =>
    standard.includes(name) || (name.endsWith('_token') && tokenText(value) !== undefined);
  return Object.fromEntries(Object.entries(file).filter(isToken));
}

function paddingToken(folder: string): unknown {
  const path = join(folder, 'tokenizer.json');
  const json = existsSync(path) ? readJsonFile(path) : undefined;
  const padding = isRecord(json) ? json['padding'] : undefined;
  return isRecord(padding) ? padding['pad_token'] : undefined;
}

function textsOf(tokens: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(tokens) ? tokens : [];
  return list.map(tokenText).filter((text) => text !== undefined);
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}
