import { isRecord } from '@lamella/files';
import { type WholeToken, wholeToken } from '../added-tokens.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import type { Generation } from './tokenizer-kind.ts';
import { type SpecialToken, textOf, type TokenizerSettings } from './read-settings.ts';

/**
 * The tokens that `transformers` adds to those of tokenizer.json, in order: listed ones that are not there with the same flags,
 * then special tokens that are not there. One that is a token already keeps its id and gets these flags
 * (`PreTrainedTokenizerFast.__init__` of 4.46, `TokenizersBackend.__init__` of 5).
 */
export function tokensToAdd(json: TokenizerJson, settings: TokenizerSettings): WholeToken[] {
  const { listed, named, extra, generation } = settings;
  const own = ownTokens(json);
  const ownByText = new Map(own.map((token) => [token.content, token]));
  const ownForms = new Set(own.map(formOf));
  const added: SpecialToken[] = listed.filter((token) => !ownForms.has(formOf(token)));
  const texts = new Set([...own, ...added].map(textOf));
  const all = [...named.values(), ...extra];
  const specials = generation === 4 ? withoutRepeats(all) : all;
  for (const token of specials) {
    // Up to 4, a token with flags counts as known only if they are the same.
    const isKnown = typeof token === 'string' || generation === 5 ? texts.has(textOf(token)) : false;
    if (!isKnown && !added.some((each) => formOf(each) === formOf(token))) added.push(token);
  }
  const marked = new Set((generation === 5 ? [...named.values()] : specials).map(textOf));
  return added.map((token) => {
    if (typeof token === 'string') return wholeToken({ content: token, special: true });
    const special = token.special || marked.has(token.content);
    const normalized = normalization(token, { own: ownByText.get(token.content), generation });
    return { ...token, special, normalized };
  });
}

/** The library of version 4 goes on looking for a token where it first did, in the text before or after normalisation. */
function normalization(
  { normalized }: WholeToken,
  { own, generation }: { readonly own: WholeToken | undefined; readonly generation: Generation },
): boolean {
  const stays = generation === 4 && own !== undefined && (own.special || !own.normalized);
  return stays ? own.normalized : normalized;
}

/** The tokens of tokenizer.json as they are in effect: of one that stands there twice, the last. */
function ownTokens(json: TokenizerJson): WholeToken[] {
  const listed = Array.isArray(json['added_tokens']) ? (json['added_tokens'] as unknown[]) : [];
  const tokens = listed.filter(isRecord).map((token) => wholeToken(token));
  return [...new Map(tokens.map((token) => [token.content, token])).values()];
}

function withoutRepeats(tokens: readonly SpecialToken[]): SpecialToken[] {
  const seen = new Set<string>();
  return tokens.filter((token) => {
    const isNew = !seen.has(textOf(token));
    seen.add(textOf(token));
    return isNew;
  });
}

function formOf(token: SpecialToken): string {
  if (typeof token === 'string') return JSON.stringify(token);
  const { content, single_word, lstrip, rstrip, normalized, special } = token;
  return JSON.stringify([content, single_word, lstrip, rstrip, normalized, special]);
}
