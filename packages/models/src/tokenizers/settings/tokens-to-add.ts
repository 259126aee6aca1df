import { ownTokens, type WholeToken, wholeToken } from '../added-tokens.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import type { Generation } from './tokenizer-kind.ts';
import { type SpecialToken, textOf, type TokenizerSettings } from './read-settings.ts';

/**
 * The tokens that `transformers` adds to those of tokenizer.json, in order: listed ones that are not there with the same flags,
 * then special tokens that are not there. One that is a token already keeps its id and gets these flags
 * (`PreTrainedTokenizerFast.__init__` of 4.46, `TokenizersBackend.__init__` of 5). Qwen2's tokenizer of 5 adds its special tokens
 * once more, without flags.
 */
export function tokensToAdd(json: TokenizerJson, settings: TokenizerSettings): WholeToken[] {
  const { kind, listed, named, extra, generation } = settings;
  const own = ownTokens(json);
  const firstForms = new Map(own.map((token) => [token.content, token]));
  const ownForms = new Set(own.map(formOf));
  const added: SpecialToken[] = listed.filter((token) => !ownForms.has(formOf(token)));
  const texts = new Set([...own, ...added].map(textOf));
  const specials = generation === 4 ? withoutNamesakes(settings) : [...named.values(), ...extra];
  for (const token of specials) {
    // Up to 4, a token with flags counts as known only if they are the same.
    const isKnown = typeof token === 'string' || generation === 5 ? texts.has(textOf(token)) : false;
    if (!isKnown && !added.some((each) => formOf(each) === formOf(token))) added.push(token);
  }
  const marked = new Set((generation === 5 ? [...named.values()] : specials).map(textOf));
  const plain = new Set(kind === 'qwen2' && generation === 5 ? specials.map(textOf) : []);
  return added.map((token) => {
    const text = textOf(token);
    if (plain.has(text)) return wholeToken({ content: text, special: true });
    const form = typeof token === 'string' ? wholeToken({ content: token, special: true }) : token;
    const special = form.special || marked.has(text);
    const normalized = normalization(form, { first: firstForms.get(text), generation });
    if (!firstForms.has(text)) firstForms.set(text, { ...form, special });
    return { ...form, special, normalized };
  });
}

/** The library of version 4 goes on looking for a token where it first did, in the text before or after normalisation. */
function normalization(
  { normalized }: WholeToken,
  { first, generation }: { readonly first: WholeToken | undefined; readonly generation: Generation },
): boolean {
  const stays = generation === 4 && first !== undefined && (first.special || !first.normalized);
  return stays ? first.normalized : normalized;
}

/** Each role's token once, and of the additional ones those that no role has. */
function withoutNamesakes({ named, extra }: TokenizerSettings): SpecialToken[] {
  const byText = new Map<string, SpecialToken>();
  for (const token of named.values()) if (!byText.has(textOf(token))) byText.set(textOf(token), token);
  return [...byText.values(), ...extra.filter((token) => !byText.has(textOf(token)))];
}

function formOf(token: SpecialToken): string {
  if (typeof token === 'string') return JSON.stringify(token);
  const { content, single_word, lstrip, rstrip, normalized, special } = token;
  return JSON.stringify([content, single_word, lstrip, rstrip, normalized, special]);
}
