import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { chance, sentence } from './sentence.ts';
import type { Synonyms } from './synonyms.ts';
import { ACTION_SYNONYMS, PERSON_SYNONYMS, SETTING_SYNONYMS, strangerTo, synonymOf } from './synonyms.ts';

/** Numbers of words that differ between the two sentences, drawn evenly, in both classes alike. */
const CHANGED_WORDS = [0, 1, 1, 2];

/** Chance that unequal sentences differ in who does it to whom, rather than in the meaning of a word. */
const SWAP_CHANCE = 0.4;

/** Chance of the passive voice, in each sentence. */
const PASSIVE_CHANCE = 0.4;

/** Chance that the setting comes first, in each sentence. */
const FRONTED_CHANCE = 0.4;

const EQUIVALENT = 1;

const SETS = {
  agent: PERSON_SYNONYMS,
  action: ACTION_SYNONYMS,
  patient: PERSON_SYNONYMS,
  setting: SETTING_SYNONYMS,
};

type Slot = keyof typeof SETS;
type Event = Readonly<Record<Slot, string>>;

/**
 * Paraphrase: the same event in another voice, order and choice of words, or one that differs in a word's meaning or
 * in who did it to whom. As many words are changed in both classes, so that their overlap says nothing.
 */
export const mrpc: MiniGenerator = {
  shares: new Map([
    [EQUIVALENT, 0.6],
    [0, 0.4],
  ]),
  make: (random, label) => {
    const event = drawEvent(random);
    const [first, ...others] = random
      .shuffle(Object.keys(SETS) as Slot[])
      .slice(0, random.pick(CHANGED_WORDS));
    const base = others.reduce(replaceBySynonym, event);
    const changed = changeMeaning(random, base, { slot: first, isEquivalent: label === EQUIVALENT });
    return { text: describe(random, event), pair: describe(random, changed), label };
  },
};

function drawEvent(random: Random): Event {
  const [agents, patients] = random.shuffle(PERSON_SYNONYMS);
  const pickWord = (sets: readonly Synonyms[]): string => random.pick(random.pick(sets));
  return {
    agent: random.pick(agents ?? []),
    action: pickWord(ACTION_SYNONYMS),
    patient: random.pick(patients ?? []),
    setting: pickWord(SETTING_SYNONYMS),
  };
}

interface Change {
  /** The word to change, if any. */
  readonly slot: Slot | undefined;
  readonly isEquivalent: boolean;
}

function changeMeaning(random: Random, event: Event, { slot, isEquivalent }: Change): Event {
  if (slot === undefined) return isEquivalent ? event : swapRoles(event);
  if (isEquivalent) return replaceBySynonym(event, slot);
  if (chance(random, SWAP_CHANCE)) return swapRoles(replaceBySynonym(event, slot));
  const taken = [event.agent, event.patient]
    .map((word) => synonymOf(PERSON_SYNONYMS, word))
    .concat(event.agent, event.patient);
  const free = SETS[slot].filter(
    (set) => !set.some((word) => taken.includes(word)) || set.includes(event[slot]),
  );
  return { ...event, [slot]: strangerTo(random, free, event[slot]) };
}

function replaceBySynonym(event: Event, slot: Slot): Event {
  return { ...event, [slot]: synonymOf(SETS[slot], event[slot]) };
}

function swapRoles(event: Event): Event {
  return { ...event, agent: event.patient, patient: event.agent };
}

/** "The king saved the child at dawn", "At dawn the child was saved by the king". */
function describe(random: Random, { agent, action, patient, setting }: Event): string {
  const isPassive = chance(random, PASSIVE_CHANCE);
  const clause = isPassive
    ? `the ${patient} was ${participle(action)} by the ${agent}`
    : `the ${agent} ${action} the ${patient}`;
  return sentence(chance(random, FRONTED_CHANCE) ? [setting, clause] : [clause, setting]);
}

function participle(past: string): string {
  const irregular: Readonly<Record<string, string>> = { saw: 'seen', chose: 'chosen' };
  return irregular[past] ?? past;
}
