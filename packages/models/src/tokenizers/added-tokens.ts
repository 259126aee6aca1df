import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { tokenText, type TokenizerFiles } from './special-ids.ts';
import type { AddedToken, TokenizerJson } from './tokenizer-json.ts';

/** A token that is found in texts as a whole, wherever its id comes from. */
export type WholeToken = Omit<AddedToken, 'id'>;

/**
 * The tokens in `added_tokens_decoder` of tokenizer_config.json, or undefined if it lists none.
 *
 * @throws {UserError} if an id is no number, or a token has no text
 */
export function listedTokens({ tokenizerConfig }: TokenizerFiles): AddedToken[] | undefined {
  const decoder = tokenizerConfig['added_tokens_decoder'];
  if (!isRecord(decoder)) return undefined;
  return Object.entries(decoder).map(([id, token]) => {
    if (!/^\d+$/.test(id) || tokenText(token) === undefined)
      throw new UserError(
        `Expected added_tokens_decoder to map ids to tokens, got ${JSON.stringify({ [id]: token })}.`,
      );
    return addedToken(Number(id), token);
  });
}

/** A token as a configuration describes it; flags that it does not set are Python's, unless given. */
export function addedToken(
  id: number,
  token: unknown,
  defaults: Partial<Pick<AddedToken, 'lstrip'>> = {},
): AddedToken {
  return { id, ...wholeToken(token, defaults) };
}

/** The same without an id (`AddedToken` of Python's tokenizers: a special token is not normalised, another is). */
export function wholeToken(
  token: unknown,
  defaults: Partial<Pick<AddedToken, 'lstrip' | 'special'>> = {},
): WholeToken {
  const flags = isRecord(token) ? token : {};
  const flag = (name: string, otherwise = false): boolean =>
    typeof flags[name] === 'boolean' ? flags[name] : otherwise;
  const special = flag('special', defaults.special);
  return {
    content: tokenText(token) ?? '',
    single_word: flag('single_word'),
    lstrip: flag('lstrip', defaults.lstrip),
    rstrip: flag('rstrip'),
    normalized: flag('normalized', !special),
    special,
  };
}

/** The tokens of tokenizer.json as they are in effect: of one that stands there twice, the last. */
export function ownTokens(json: TokenizerJson): WholeToken[] {
  const listed = Array.isArray(json['added_tokens']) ? (json['added_tokens'] as unknown[]) : [];
  const tokens = listed.filter(isRecord).map((token) => wholeToken(token));
  return [...new Map(tokens.map((token) => [token.content, token])).values()];
}
