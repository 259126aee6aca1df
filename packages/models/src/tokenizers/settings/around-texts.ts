import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { type Tokenizer as NativeTokenizer, robertaProcessing, templateProcessing } from 'tokenizers';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { readSwitch } from './flags.ts';
import { textOf, type TokenizerSettings } from './read-settings.ts';

/**
 * Puts special tokens around texts as the tokenizer's class does, whatever tokenizer.json says: `LlamaTokenizerFast` and
 * `GemmaTokenizerFast` of `transformers` 4 by `add_bos_token` and `add_eos_token`, the encoders of 5 by their class and separator
 * tokens. Where tokenizer.json says nothing, `Qwen2Tokenizer` of 5 goes by the same two fields.
 *
 * @throws {UserError} if a token is asked for and not named
 */
export function setAroundTexts(
  native: NativeTokenizer,
  settings: TokenizerSettings,
  { post_processor: processor }: TokenizerJson,
): void {
  const { kind, generation } = settings;
  if (generation === 4 && (kind === 'llama' || kind === 'gemma')) setBounds(native, settings);
  if (generation === 5 && kind === 'qwen2' && !isRecord(processor))
    setBounds(native, withoutUnnamedBounds(settings));
  if (generation === 5 && (kind === 'bert' || kind === 'deberta')) setBertTemplate(native, settings);
  if (generation === 5 && kind === 'roberta')
    native.setPostProcessor(
      robertaProcessing(
        tokenWithId(native, settings, 'sep_token'),
        tokenWithId(native, settings, 'cls_token'),
        readSwitch(settings.fields, 'trim_offsets', true),
        readSwitch(settings.fields, 'add_prefix_space', false),
      ),
    );
}

function setBounds(native: NativeTokenizer, settings: TokenizerSettings): void {
  const bounds = (field: string, role: string, otherwise: boolean): [string, number][] =>
    isAsked(settings.fields, field, otherwise) ? [tokenWithId(native, settings, { role, field })] : [];
  const bos = bounds('add_bos_token', 'bos_token', true);
  const eos = bounds('add_eos_token', 'eos_token', false);
  const around = (text: 'A' | 'B', type: 0 | 1): string =>
    [...bos.map(([token]) => token), `$${text}`, ...eos.map(([token]) => token)]
      .map((part) => `${part}:${type}`)
      .join(' ');
  native.setPostProcessor(
    templateProcessing(around('A', 0), `${around('A', 0)} ${around('B', 1)}`, [...bos, ...eos]),
  );
}

/** `TokenizersBackend.update_post_processor`: neither token is the default, and one that is not named is left out. */
function withoutUnnamedBounds(settings: TokenizerSettings): TokenizerSettings {
  const { fields, named } = settings;
  const isNamed = (role: string): boolean => named.has(role);
  const asked = {
    add_bos_token: isNamed('bos_token') && isAsked(fields, 'add_bos_token', false),
    add_eos_token: isNamed('eos_token') && isAsked(fields, 'add_eos_token', false),
  };
  return { ...settings, fields: { ...fields, ...asked } };
}

/** Null counts as false here. */
function isAsked(fields: TokenizerSettings['fields'], name: string, otherwise: boolean): boolean {
  return fields[name] === null ? false : readSwitch(fields, name, otherwise);
}

function setBertTemplate(native: NativeTokenizer, settings: TokenizerSettings): void {
  const cls = tokenWithId(native, settings, 'cls_token');
  const sep = tokenWithId(native, settings, 'sep_token');
  const single = `${cls[0]}:0 $A:0 ${sep[0]}:0`;
  native.setPostProcessor(templateProcessing(single, `${single} $B:1 ${sep[0]}:1`, [cls, sep]));
}

function tokenWithId(
  native: NativeTokenizer,
  { named }: TokenizerSettings,
  asked: string | { readonly role: string; readonly field: string },
): [string, number] {
  const { role, field } = typeof asked === 'string' ? { role: asked, field: 'tokenizer_class' } : asked;
  const token = named.get(role);
  const text = token === undefined ? undefined : textOf(token);
  const id = text === undefined ? null : native.tokenToId(text);
  if (text !== undefined && id !== null) return [text, id];
  throw new UserError(
    `Expected a tokenizer whose "${field}" asks for a "${role}" to have one, got ${JSON.stringify(text)}.`,
  );
}
