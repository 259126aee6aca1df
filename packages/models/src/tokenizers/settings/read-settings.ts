import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { listedTokens, ownTokens, type WholeToken, wholeToken } from '../added-tokens.ts';
import { tokenText, type TokenizerFiles } from '../special-ids.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { ROLES } from './roles.ts';
import {
  defaultFields,
  type Generation,
  generationOf,
  kindOf,
  type TokenizerKind,
} from './tokenizer-kind.ts';

/** A special token as files give it: with its flags, or its text alone. */
export type SpecialToken = WholeToken | string;

/** The settings of a folder's tokenizer, put together from its files as `transformers` does it. */
export interface TokenizerSettings {
  readonly kind: TokenizerKind;
  readonly generation: Generation;
  /** The arguments of the tokenizer's class, by the names of tokenizer_config.json. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Tokens that files list with ids, in the order of these. */
  readonly listed: readonly WholeToken[];
  /** Special tokens by their roles (`bos_token`, …), in the order in which unknown ones are added. */
  readonly named: ReadonlyMap<string, SpecialToken>;
  readonly extra: readonly SpecialToken[];
}

/** The files of a folder, the tokenizer itself among them. */
export interface SettingsSource {
  readonly files: TokenizerFiles;
  readonly json: TokenizerJson;
  /** The content of the folder's added_tokens.json: ids by texts. */
  readonly addedTokens: Readonly<Record<string, unknown>>;
  /** The folder, for errors. */
  readonly where: string;
}

/**
 * Puts together what tokenizer_config.json, special_tokens_map.json, added_tokens.json and tokenizer.json say, in the order of
 * precedence of `PreTrainedTokenizerBase._from_pretrained`: where tokenizer_config.json lists `added_tokens_decoder`, the two
 * older files are not read.
 *
 * @throws {UserError} if a class or a token is not one that can be used
 */
export function readSettings(source: SettingsSource): TokenizerSettings {
  const { files, where } = source;
  const kind = kindOf(files, source.json, where);
  const generation = generationOf(files);
  const ofConfig = listedTokens(files);
  const configured: Record<string, unknown> = { ...files.tokenizerConfig };
  if (ofConfig === undefined) Object.assign(configured, mapFields(files));
  const listed =
    ofConfig === undefined
      ? legacyList(source, configured)
      : inOrder(ofConfig.map(({ id, ...token }) => [id, token]));
  // Up to 4, a special token does not take on the flags of its namesake in added_tokens.json.
  const knownForms = ofConfig === undefined && generation === 4 ? ownTokens(source.json) : listed;
  const byText = new Map(knownForms.map((token) => [token.content, token]));
  const fields = { ...defaultFields(files, kind), ...configured };
  for (const [key, value] of Object.entries(paddingFields(source.json)))
    if (!Object.hasOwn(fields, key)) fields[key] = value;
  const named = new Map<string, SpecialToken>();
  for (const role of [...ROLES, ...modelSpecificRoles(fields, generation)]) {
    const token = specialToken(role, fields[role], where);
    if (token === undefined) continue;
    const known = Object.hasOwn(configured, role) ? byText.get(textOf(token)) : undefined;
    named.set(role, known ?? ownForm(token, role, { kind, generation }));
  }
  return { kind, generation, fields, listed, named, extra: extraTokens(fields, { generation, where }) };
}

/** The roles whose tokens `Qwen2TokenizerFast` gives flags to. */
const QWEN2_ROLES: ReadonlySet<string> = new Set(['bos_token', 'eos_token', 'unk_token', 'pad_token']);

/** The text of a special token. */
export function textOf(token: SpecialToken): string {
  return typeof token === 'string' ? token : token.content;
}

/** special_tokens_map.json, whose objects are special tokens whatever they say. */
function mapFields({ specialTokensMap, tokenizerConfig }: TokenizerFiles): Record<string, unknown> {
  const special = (value: unknown): unknown => (isRecord(value) ? { ...value, special: true } : value);
  const entries = Object.entries(specialTokensMap).map(([key, value]): [string, unknown] => {
    if (!Array.isArray(value)) return [key, special(value)];
    const before: unknown = tokenizerConfig[key];
    return [key, [...(Array.isArray(before) ? (before as unknown[]) : []), ...value.map(special)]];
  });
  return Object.fromEntries(entries);
}

/** added_tokens.json, then the tokens of tokenizer.json, which stand in for what they repeat. */
function legacyList(
  { json, addedTokens }: SettingsSource,
  configured: Readonly<Record<string, unknown>>,
): WholeToken[] {
  const special = new Set([
    ...ROLES.map((role) => nameOf(configured[role])),
    ...listedExtras(configured).map(nameOf),
  ]);
  const own = Array.isArray(json['added_tokens']) ? (json['added_tokens'] as unknown[]) : [];
  return inOrder([
    ...Object.entries(addedTokens).map(([content, id]): [number, WholeToken] => [
      Number(id),
      wholeToken({ content, special: special.has(content) }),
    ]),
    ...own.filter(isRecord).map((token): [number, WholeToken] => [Number(token['id']), wholeToken(token)]),
  ]);
}

/** A token that tokenizer_config.json marks as one (`__type`) is not known as such yet when added_tokens.json is read. */
function nameOf(token: unknown): string | undefined {
  return isRecord(token) && '__type' in token ? undefined : tokenText(token);
}

/** Where `extra_special_tokens` names its tokens, the list under the older name does not count. */
function listedExtras(configured: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { extra_special_tokens: extra, additional_special_tokens: additional } = configured;
  if (isRecord(extra) && Object.keys(extra).length > 0) return [];
  return [extra, additional].filter(Array.isArray).flat();
}

function inOrder(tokens: readonly (readonly [number, WholeToken])[]): WholeToken[] {
  return [...new Map(tokens)].sort(([a], [b]) => a - b).map(([, token]) => token);
}

/** The fields that the padding and the truncation of tokenizer.json stand for where nothing else is said. */
function paddingFields({ padding, truncation }: TokenizerJson): Record<string, unknown> {
  // Files of before tokenizers 0.11 say nothing of the direction of truncation: it was always the right.
  const side = ({ direction = 'Right' }: Readonly<Record<string, unknown>>): string =>
    String(direction).toLowerCase();
  return {
    ...(isRecord(padding) && { pad_token: padding['pad_token'], padding_side: side(padding) }),
    ...(isRecord(truncation) && { truncation_side: side(truncation) }),
  };
}

/** From 5 on every field whose name ends in `_token` and every entry of `extra_special_tokens` is a special token. */
function modelSpecificRoles(fields: Record<string, unknown>, generation: Generation): string[] {
  if (generation === 4) return [];
  const extra = fields['extra_special_tokens'];
  if (isRecord(extra)) Object.assign(fields, extra);
  const known: readonly string[] = ROLES;
  return Object.keys(fields).filter(
    (key) =>
      (isRecord(extra) && Object.hasOwn(extra, key)) ||
      (key.endsWith('_token') && !known.includes(key) && tokenText(fields[key]) !== undefined),
  );
}

function specialToken(role: string, value: unknown, where: string): SpecialToken | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (tokenText(value) !== undefined) return wholeToken(value);
  throw new UserError(
    `Expected "${role}" of ${where} to be a text or a token with its flags, got ${JSON.stringify(value)}.`,
  );
}

/** Up to version 4, RoBERTa's mask takes the space before it along, and Qwen2's tokens stand as written whatever files say of their namesakes. */
function ownForm(
  token: SpecialToken,
  role: string,
  { kind, generation }: Pick<TokenizerSettings, 'kind' | 'generation'>,
): SpecialToken {
  if (typeof token !== 'string' || generation !== 4) return token;
  if (kind === 'roberta' && role === 'mask_token')
    return { ...wholeToken({ content: token, lstrip: true }), normalized: false };
  return kind === 'qwen2' && QWEN2_ROLES.has(role) ? wholeToken({ content: token, special: true }) : token;
}

function extraTokens(
  fields: Readonly<Record<string, unknown>>,
  { generation, where }: { readonly generation: Generation; readonly where: string },
): SpecialToken[] {
  const { additional_special_tokens: additional, extra_special_tokens: extra } = fields;
  const isGiven = Array.isArray(extra) && extra.length > 0;
  const value = generation === 5 && isGiven ? extra : (additional ?? []);
  if (!Array.isArray(value))
    throw new UserError(
      `Expected the additional special tokens of ${where} to be a list, got ${JSON.stringify(value)}.`,
    );
  return value.flatMap((each, i) => specialToken(`additional_special_tokens[${i}]`, each, where) ?? []);
}
