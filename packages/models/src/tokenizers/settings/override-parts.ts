import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { readOptionalSwitch, readSwitch } from './flags.ts';
import type { TokenizerSettings } from './read-settings.ts';
import type { TokenizerKind } from './tokenizer-kind.ts';

type Part = Readonly<Record<string, unknown>>;
type Fields = TokenizerSettings['fields'];

/**
 * Changes the parts of a tokenizer.json that `transformers` 4 changes by tokenizer_config.json (the constructors of
 * `BertTokenizerFast`, `RobertaTokenizerFast`, `GPT2TokenizerFast`). A field that is absent has its class's default there: it
 * overrides as well.
 *
 * @throws {UserError} if the tokenizer lacks a part that its class expects
 */
export function overrideParts(json: TokenizerJson, { kind, fields }: TokenizerSettings): TokenizerJson {
  return OVERRIDES[kind]?.(json, fields) ?? json;
}

const OVERRIDES: Readonly<
  Partial<Record<TokenizerKind, (json: TokenizerJson, fields: Fields) => TokenizerJson>>
> = {
  bert: overrideBert,
  roberta: overrideRoberta,
  gpt2: overrideGpt2,
  llama: requirePrefixSpace,
};

function overrideBert(json: TokenizerJson, fields: Fields): TokenizerJson {
  const normalizer = partOf(json, 'normalizer', 'BertTokenizer');
  const changed = {
    lowercase: readSwitch(fields, 'do_lower_case', true),
    strip_accents: readOptionalSwitch(fields, 'strip_accents') ?? null,
    handle_chinese_chars: readSwitch(fields, 'tokenize_chinese_chars', true),
  };
  return normalizer['type'] === 'BertNormalizer'
    ? { ...json, normalizer: { ...normalizer, ...changed } }
    : json;
}

function overrideRoberta(json: TokenizerJson, fields: Fields): TokenizerJson {
  const addPrefixSpace = readSwitch(fields, 'add_prefix_space', false);
  const processor = json['post_processor'];
  const hasSpaces =
    isRecord(processor) && ['RobertaProcessing', 'ByteLevel'].includes(String(processor['type']));
  const trimOffsets = readSwitch(fields, 'trim_offsets', true);
  return {
    ...withPrefixSpace(json, addPrefixSpace, 'RobertaTokenizer'),
    ...(hasSpaces && {
      post_processor: { ...processor, add_prefix_space: addPrefixSpace, trim_offsets: trimOffsets },
    }),
  };
}

function overrideGpt2(json: TokenizerJson, fields: Fields): TokenizerJson {
  return withPrefixSpace(json, readSwitch(fields, 'add_prefix_space', false), 'GPT2Tokenizer');
}

/**
 * Version 4 makes a LLaMA tokenizer anew from its tokenizer.model where this field is set, and fails where there is none: then
 * the tokenizer has to be what is asked for.
 */
function requirePrefixSpace(json: TokenizerJson, fields: Fields): TokenizerJson {
  const asked = readOptionalSwitch(fields, 'add_prefix_space');
  const steps = JSON.stringify([json['normalizer'], json['pre_tokenizer']]);
  const found = steps.includes('"Prepend"') || /"prepend_scheme":"(always|first)"/.test(steps);
  if (asked === undefined || asked === found) return json;
  throw new UserError(
    `Expected "add_prefix_space" of a LLaMA tokenizer to be ${found}, as its tokenizer.json has it, got ${asked}: ` +
      'transformers needs tokenizer.model to change it.',
  );
}

/** A sequence of pre-tokenizers stays as it is. */
function withPrefixSpace(json: TokenizerJson, addPrefixSpace: boolean, className: string): TokenizerJson {
  const splitter = partOf(json, 'pre_tokenizer', className);
  if (splitter['type'] !== 'ByteLevel') return json;
  return { ...json, pre_tokenizer: { ...splitter, add_prefix_space: addPrefixSpace } };
}

function partOf(json: TokenizerJson, name: string, className: string): Part {
  const part = json[name];
  if (isRecord(part)) return part;
  throw new UserError(
    `Expected the tokenizer.json of a ${className} to have a ${name}, got none. ` +
      'With "tokenizer_class": "PreTrainedTokenizerFast" in tokenizer_config.json it is taken as it stands.',
  );
}
