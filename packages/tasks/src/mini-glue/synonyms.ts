import type { Random } from '@lamella/core';
import { pickOther } from './sentence.ts';
import type { Pair } from '@lamella/datasets';

/** The other word of the same meaning. */
export function synonymOf(sets: readonly Pair[], word: string): string {
  const [first, second] = synonymsOf(sets, word);
  return word === first ? second : first;
}

/** A word of another meaning. */
export function strangerTo(random: Random, sets: readonly Pair[], word: string): string {
  return random.pick(pickOther(random, sets, synonymsOf(sets, word)));
}

/** The words of one meaning to which a word belongs. */
export function synonymsOf(sets: readonly Pair[], word: string): Pair {
  const found = sets.find((synonyms) => synonyms.includes(word));
  if (found === undefined) throw new Error(`Expected "${word}" among the synonyms`);
  return found;
}
