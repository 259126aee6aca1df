import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { chance, sentence } from './sentence.ts';
import { strangerTo, synonymOf, synonymsOf } from './synonyms.ts';
import { type Pair, pairsOf } from '@lamella/datasets';

/** Chance that, beside the mode, a word is exchanged for another one: in both classes alike. */
const WORD_CHANCE = 0.6;

/** How unequal sentences differ: in the mode (must, will, can …), or in who does it to whom, else in a word's meaning. */
const MODE_CHANCE = 0.5;
const SWAP_CHANCE = 0.25;

/** Chance that the setting comes first, in each sentence. */
const FRONTED_CHANCE = 0.3;

const EQUIVALENT = 1;

const PEOPLE: readonly Pair[] = pairsOf(`
  doctor/physician, child/kid, woman/lady, sailor/seaman, soldier/warrior, thief/robber, king/monarch,
  teacher/instructor, friend/companion, merchant/trader
`);

const MODES: readonly Pair[] = pairsOf(`
  must/has to, will/is going to, can/is able to, wants to/would like to, tries to/makes an effort to,
  refuses to/is not willing to
`);

const ACTIONS: readonly Pair[] = pairsOf(`
  help/assist, follow/pursue, save/rescue, watch/observe, attack/assault, hurt/injure, choose/select,
  trick/deceive, hire/employ, praise/admire
`);

const SETTINGS: readonly Pair[] = pairsOf(`
  in the forest/in the woods, near the shore/near the coast, at dawn/at sunrise, at dusk/at sunset,
  on the road/on the street, in the autumn/in the fall, in the town/in the city, on the boat/on the ship
`);

const WORDS = { agent: PEOPLE, action: ACTIONS, patient: PEOPLE, setting: SETTINGS };

type Slot = keyof typeof WORDS;

interface Event extends Readonly<Record<Slot, string>> {
  readonly mode: string;
}

/**
 * Paraphrase: the same event in other words, or one that differs in its mode, in who does it to whom, or in a word's
 * meaning. As many words are exchanged in both classes, so that their overlap says little.
 */
export const mrpc: MiniGenerator = {
  shares: new Map([
    [EQUIVALENT, 0.6],
    [0, 0.4],
  ]),
  make: (random, label) => {
    const event = drawEvent(random);
    const slot = chance(random, WORD_CHANCE) ? random.pick(Object.keys(WORDS) as Slot[]) : undefined;
    const other = label === EQUIVALENT ? reword(event, slot) : differ(random, event, slot);
    return { text: describe(random, event), pair: describe(random, other), label };
  },
};

function drawEvent(random: Random): Event {
  const pickWord = (sets: readonly Pair[]): string => random.pick(random.pick(sets));
  const agent = pickWord(PEOPLE);
  const patient = strangerTo(random, PEOPLE, agent);
  return { agent, mode: pickWord(MODES), action: pickWord(ACTIONS), patient, setting: pickWord(SETTINGS) };
}

function reword(event: Event, slot: Slot | undefined): Event {
  const reworded = { ...event, mode: synonymOf(MODES, event.mode) };
  return slot === undefined ? reworded : { ...reworded, [slot]: synonymOf(WORDS[slot], event[slot]) };
}

function differ(random: Random, event: Event, slot: Slot | undefined): Event {
  const reworded = reword(event, slot);
  if (chance(random, MODE_CHANCE)) return { ...reworded, mode: strangerTo(random, MODES, event.mode) };
  if (slot === undefined || chance(random, SWAP_CHANCE))
    return { ...reworded, agent: reworded.patient, patient: reworded.agent };
  const people = [event.agent, event.patient]
    .filter((person) => person !== event[slot])
    .map((person) => synonymsOf(PEOPLE, person));
  const others = WORDS[slot].filter((synonyms) => !people.includes(synonyms));
  return { ...reworded, [slot]: strangerTo(random, others, event[slot]) };
}

/** "The king must save the child at dawn", "At dawn the monarch has to save the child". */
function describe(random: Random, { agent, mode, action, patient, setting }: Event): string {
  const clause = `the ${agent} ${mode} ${action} the ${patient}`;
  return sentence(chance(random, FRONTED_CHANCE) ? [setting, clause] : [clause, setting]);
}
