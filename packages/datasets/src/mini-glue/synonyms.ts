import type { Random } from '@lamella/core';
import { pickOther } from './sentence.ts';

/** Words of one meaning; which of them stands first means nothing. */
export type Synonyms = readonly [string, string];

export const PERSON_SYNONYMS: readonly Synonyms[] = [
  ['doctor', 'physician'],
  ['child', 'kid'],
  ['woman', 'lady'],
  ['sailor', 'seaman'],
  ['soldier', 'warrior'],
  ['thief', 'robber'],
  ['king', 'monarch'],
  ['teacher', 'instructor'],
  ['friend', 'companion'],
  ['merchant', 'trader'],
  ['writer', 'author'],
  ['priest', 'minister'],
];

export const ACTION_SYNONYMS: readonly Synonyms[] = [
  ['helped', 'assisted'],
  ['saw', 'noticed'],
  ['attacked', 'assaulted'],
  ['followed', 'pursued'],
  ['saved', 'rescued'],
  ['watched', 'observed'],
  ['hurt', 'injured'],
  ['chose', 'selected'],
  ['deceived', 'tricked'],
  ['killed', 'murdered'],
  ['hired', 'employed'],
  ['praised', 'admired'],
];

export const SETTING_SYNONYMS: readonly Synonyms[] = [
  ['in the forest', 'in the woods'],
  ['near the shore', 'near the coast'],
  ['at dawn', 'at sunrise'],
  ['at dusk', 'at sunset'],
  ['on the road', 'on the street'],
  ['in the autumn', 'in the fall'],
  ['near the house', 'near the home'],
  ['in the town', 'in the city'],
  ['on the boat', 'on the ship'],
  ['near the stone', 'near the rock'],
];

/** The other word of the same meaning. */
export function synonymOf(sets: readonly Synonyms[], word: string): string {
  const [first, second] = setOf(sets, word);
  return word === first ? second : first;
}

/** A word of another meaning. */
export function strangerTo(random: Random, sets: readonly Synonyms[], word: string): string {
  return random.pick(pickOther(random, sets, setOf(sets, word)));
}

function setOf(sets: readonly Synonyms[], word: string): Synonyms {
  const set = sets.find((members) => members.includes(word));
  if (set === undefined) throw new Error(`Expected "${word}" among the synonyms`);
  return set;
}
