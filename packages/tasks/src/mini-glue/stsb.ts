import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { chance, pickOther, sentence } from './sentence.ts';
import { strangerTo, synonymOf } from './synonyms.ts';
import { type Pair, pairsOf } from '@lamella/datasets';

/** Chance that sentences far enough from each other differ in who does it to whom, all else being nearer. */
const SWAP_CHANCE = 0.25;

/** Chance that a part that means the same in both sentences is worded differently. */
const SYNONYM_CHANCE = 0.5;

/** The costs of differences: a part of another kind, of the same kind but not the same, and exchanged roles. */
const COST = { unlike: 2, related: 1, swapped: 4 };

const MAX_SCORE = 5;

/** Words of one meaning stand together, and meanings of one kind. */
type Kinds = readonly (readonly Pair[])[];

const BEINGS: Kinds = [
  pairsOf('doctor/physician, child/kid, sailor/seaman, king/monarch'),
  pairsOf('dog/hound, horse/pony, rabbit/hare, snake/serpent'),
];

const ACTIONS: Kinds = [
  pairsOf('attacked/assaulted, hurt/injured'),
  pairsOf('saw/noticed, watched/observed'),
  pairsOf('helped/assisted, saved/rescued'),
];

const SETTINGS: Kinds = [
  pairsOf('in the forest/in the woods, near the shore/near the coast, in the town/in the city'),
  pairsOf('at dawn/at sunrise, at dusk/at sunset, in the autumn/in the fall'),
];

const SLOTS = ['agent', 'action', 'patient', 'setting'] as const;

type Slot = (typeof SLOTS)[number];
type Event = Readonly<Record<Slot, string>>;

const WORDS: Readonly<Record<Slot, Kinds>> = {
  agent: BEINGS,
  action: ACTIONS,
  patient: BEINGS,
  setting: SETTINGS,
};

const MAX_DISTANCE = SLOTS.length * COST.unlike;

/**
 * Graded similarity of two events, from 0 (no part alike) to 5 (the same): each part that is only related costs one
 * step, each that is of another kind two, exchanged roles four.
 */
export const stsb: MiniGenerator = {
  shares: new Map(
    Array.from({ length: MAX_DISTANCE + 1 }, (_, distance) => [scoreOf(distance), 1 / (MAX_DISTANCE + 1)]),
  ),
  make: (random, label) => {
    const event = drawEvent(random);
    const distance = Math.round((1 - label / MAX_SCORE) * MAX_DISTANCE);
    const isSwapped = distance >= COST.swapped && chance(random, SWAP_CHANCE);
    const other = isSwapped
      ? changeParts(random, swapRoles(event), {
          slots: ['action', 'setting'],
          distance: distance - COST.swapped,
        })
      : changeParts(random, event, { slots: SLOTS, distance });
    return { text: describe(event), pair: describe(other), label };
  },
};

function scoreOf(distance: number): number {
  return MAX_SCORE * (1 - distance / MAX_DISTANCE);
}

function drawEvent(random: Random): Event {
  const pickWord = (kinds: Kinds): string => random.pick(random.pick(random.pick(kinds)));
  const agent = pickWord(BEINGS);
  const patient = strangerTo(random, BEINGS.flat(), agent);
  return { agent, action: pickWord(ACTIONS), patient, setting: pickWord(SETTINGS) };
}

/** Changes parts by the given cost in all, and words some of the others differently. */
function changeParts(
  random: Random,
  event: Event,
  { slots, distance }: { slots: readonly Slot[]; distance: number },
): Event {
  const costs = random.shuffle(spread(random, slots.length, distance));
  const changeSlot = (slot: Slot): string =>
    changeWord(random, event[slot], { kinds: WORDS[slot], cost: costs[slots.indexOf(slot)] ?? 0 });
  return {
    agent: changeSlot('agent'),
    action: changeSlot('action'),
    patient: changeSlot('patient'),
    setting: changeSlot('setting'),
  };
}

/** Costs of 0, 1 or 2 for each part that sum to the distance. */
function spread(random: Random, parts: number, distance: number): number[] {
  const costs = Array<number>(parts).fill(0);
  for (let left = distance; left > 0; left--) {
    const open = costs.flatMap((cost, part) => (cost < COST.unlike ? [part] : []));
    const part = random.pick(open);
    costs[part] = (costs[part] ?? 0) + 1;
  }
  return costs;
}

function changeWord(random: Random, word: string, { kinds, cost }: { kinds: Kinds; cost: number }): string {
  const kind = kinds.find((meanings) => meanings.flat().includes(word)) ?? [];
  if (cost === COST.unlike) return random.pick(random.pick(pickOther(random, kinds, kind)));
  if (cost === COST.related) return strangerTo(random, kind, word);
  return chance(random, SYNONYM_CHANCE) ? synonymOf(kind, word) : word;
}

function swapRoles(event: Event): Event {
  return { ...event, agent: event.patient, patient: event.agent };
}

function describe({ agent, action, patient, setting }: Event): string {
  return sentence([`the ${agent}`, action, `the ${patient}`, setting]);
}
