import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { chance, pickOther, sentence } from './sentence.ts';
import type { Synonyms } from './synonyms.ts';

/** Chance that sentences far enough from each other differ in who does it to whom, all else being nearer. */
const SWAP_CHANCE = 0.4;

/** Chance that a part that means the same in both sentences is worded differently. */
const SYNONYM_CHANCE = 0.5;

/** What a difference costs: a part of another kind, of the same kind but not the same, and exchanged roles. */
const COST = { unlike: 2, related: 1, swapped: 4 };

const MAX_SCORE = 5;

/** Words of one meaning stand together, and meanings of one kind. */
type Kinds = readonly (readonly Synonyms[])[];

const BEINGS: Kinds = [
  [
    ['doctor', 'physician'],
    ['child', 'kid'],
    ['sailor', 'seaman'],
    ['soldier', 'warrior'],
    ['woman', 'lady'],
    ['king', 'monarch'],
  ],
  [
    ['dog', 'hound'],
    ['horse', 'pony'],
    ['rabbit', 'hare'],
    ['snake', 'serpent'],
    ['pig', 'hog'],
    ['bird', 'fowl'],
  ],
];

const ACTIONS: Kinds = [
  [
    ['attacked', 'assaulted'],
    ['hurt', 'injured'],
    ['killed', 'murdered'],
  ],
  [
    ['saw', 'noticed'],
    ['watched', 'observed'],
    ['heard', 'perceived'],
  ],
  [
    ['helped', 'assisted'],
    ['saved', 'rescued'],
    ['fed', 'nourished'],
  ],
];

const SETTINGS: Kinds = [
  [
    ['in the forest', 'in the woods'],
    ['near the shore', 'near the coast'],
    ['on the road', 'on the street'],
    ['in the town', 'in the city'],
  ],
  [
    ['at dawn', 'at sunrise'],
    ['at dusk', 'at sunset'],
    ['in the autumn', 'in the fall'],
    ['at noon', 'at midday'],
  ],
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
  const agent = random.pick(random.pick(random.pick(BEINGS)));
  const patient = random.pick(pickOther(random, random.pick(BEINGS), meaningOf(BEINGS, agent)));
  const pickWord = (kinds: Kinds): string => random.pick(random.pick(random.pick(kinds)));
  return { agent, action: pickWord(ACTIONS), patient, setting: pickWord(SETTINGS) };
}

/** Changes parts by the given cost in all, and words some of the others differently. */
function changeParts(
  random: Random,
  event: Event,
  { slots, distance }: { slots: readonly Slot[]; distance: number },
): Event {
  const costs = random.shuffle(spread(random, slots.length, distance));
  const changed: Record<Slot, string> = { ...event };
  SLOTS.forEach((slot) => {
    const cost = costs[slots.indexOf(slot)] ?? 0;
    changed[slot] = changeWord(random, event[slot], { kinds: WORDS[slot], cost });
  });
  return changed;
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
  const meaning = meaningOf(kinds, word);
  const kind = kinds.find((meanings) => meanings.includes(meaning)) ?? [];
  if (cost === COST.unlike) return random.pick(random.pick(pickOther(random, kinds, kind)));
  if (cost === COST.related) return random.pick(pickOther(random, kind, meaning));
  return chance(random, SYNONYM_CHANCE) ? pickOther(random, meaning, word) : word;
}

function meaningOf(kinds: Kinds, word: string): Synonyms {
  const meaning = kinds.flat().find((words) => words.includes(word));
  if (meaning === undefined) throw new Error(`Expected "${word}" among the words`);
  return meaning;
}

function swapRoles(event: Event): Event {
  return { ...event, agent: event.patient, patient: event.agent };
}

function describe({ agent, action, patient, setting }: Event): string {
  return sentence([`the ${agent}`, action, `the ${patient}`, setting]);
}
