import type { Random } from '@lamella/core';

/** Joins words and phrases into a sentence: single spaces, a capital first, a mark at the end. Empty parts are left out. */
export function sentence(parts: readonly string[], mark: '.' | '?' = '.'): string {
  const text = parts
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(' ,', ',');
  return text.charAt(0).toUpperCase() + text.slice(1) + mark;
}

/** A noun phrase with the indefinite article. */
export function withArticle(phrase: string): string {
  return `${/^[aeiou]/.test(phrase) ? 'an' : 'a'} ${phrase}`;
}

/** Draws different items, in random order. */
export function pickSome<T>(random: Random, items: readonly T[], count: number): T[] {
  return random.shuffle(items).slice(0, count);
}

/** One of the items that are not the given one. */
export function pickOther<T>(random: Random, items: readonly T[], item: T): T {
  return random.pick(items.filter((other) => other !== item));
}

/** True with the given chance. */
export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}
