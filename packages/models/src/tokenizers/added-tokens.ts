import { isRecord } from '@lamella/files';
import { tokenText, type TokenizerFiles } from './special-ids.ts';
import type { AddedToken } from './tokenizer-json.ts';

/** The tokens in `added_tokens_decoder` of tokenizer_config.json, or undefined if it lists none. */
export function listedTokens({ tokenizerConfig }: TokenizerFiles): AddedToken[] | undefined {
  const decoder = tokenizerConfig['added_tokens_decoder'];
  return isRecord(decoder)
    ? Object.entries(decoder).map(([id, token]) => addedToken(Number(id), token))
    : undefined;
}

/** A token as a configuration describes it; flags that it does not set are false, unless given. */
export function addedToken(
  id: number,
  token: unknown,
  defaults: Partial<Pick<AddedToken, 'lstrip'>> = {},
): AddedToken {
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
