import { isRecord } from '@lamella/files';

import type { SpecialIds } from './tokenizer.ts';

/** The JSON files of a model folder that say what its special tokens are; empty where a file is absent. */
export interface TokenizerFiles {
  readonly tokenizerConfig: Readonly<Record<string, unknown>>;
  readonly specialTokensMap: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

export const roles = ['pad', 'bos', 'eos', 'unk', 'sep', 'cls', 'mask'] as const;

export type Role = (typeof roles)[number];

/** The tokens that the tokenizers of a family have when no file names them: `transformers`' defaults. */
type Convention = Readonly<Partial<Record<Role, string>>>;

export const robertaTokens = {
  pad: '<pad>',
  bos: '<s>',
  eos: '</s>',
  unk: '<unk>',
  sep: '</s>',
  cls: '<s>',
  mask: '<mask>',
} as const satisfies Convention;

export const bertTokens = {
  pad: '[PAD]',
  unk: '[UNK]',
  sep: '[SEP]',
  cls: '[CLS]',
  mask: '[MASK]',
} as const satisfies Convention;

export const debertaTokens = { ...bertTokens, bos: '[CLS]', eos: '[SEP]' } as const satisfies Convention;

export const llamaTokens = { bos: '<s>', eos: '</s>', unk: '<unk>' } as const satisfies Convention;

/**
 * The ids of the special tokens: those that the tokenizer's files name, or else config.json.
 *
 * @param named texts by `bos_token`, `pad_token` and so on
 * @param tokenToId the vocabulary
 */
export function findSpecialIds(
  named: ReadonlyMap<string, string>,
  config: TokenizerFiles['config'],
  tokenToId: (token: string) => number | undefined,
): Partial<SpecialIds> {
  const ids: [string, number][] = [];
  for (const role of roles) {
    const text = named.get(`${role}_token`);
    const id = (text === undefined ? undefined : tokenToId(text)) ?? configuredId(config, role);
    if (id !== undefined) ids.push([`${role}Id`, id]);
  }
  return Object.fromEntries(ids);
}

/** The token that tokenizer_config.json or special_tokens_map.json names for a role. */
export function configuredToken(files: TokenizerFiles, role: Role): string | undefined {
  const key = `${role}_token`;
  return tokenText(files.tokenizerConfig[key]) ?? tokenText(files.specialTokensMap[key]);
}

/** The text of a special token in a configuration: as it is, or as the `content` of an object. */
export function tokenText(token: unknown): string | undefined {
  const text = isRecord(token) ? token['content'] : token;
  return typeof text === 'string' ? text : undefined;
}

/** Some models have several end-of-sequence ids: the first one is the one that is written. LLaVA nests its text model. */
function configuredId(config: Readonly<Record<string, unknown>>, role: Role): number | undefined {
  const nested = config['text_config'];
  const value = config[`${role}_token_id`] ?? (isRecord(nested) ? nested[`${role}_token_id`] : undefined);
  const id: unknown = Array.isArray(value) ? value[0] : value;
  return typeof id === 'number' && id >= 0 ? id : undefined;
}
