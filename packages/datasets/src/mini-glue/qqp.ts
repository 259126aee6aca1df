import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { chance, pickOther, pickSome, sentence } from './sentence.ts';
import type { Synonyms } from './synonyms.ts';
import { strangerTo, synonymOf } from './synonyms.ts';

/** Chance that the differing questions ask for different things (how, why, when, where), rather than about others. */
const INTENT_CHANCE = 0.4;

/** Chance of a question about a way between two towns; duplicates keep its direction, differing ones may turn it. */
const ROUTE_CHANCE = 0.4;

const DUPLICATE = 1;

/** What is asked for: two wordings each, one led by a question word and one by "what". */
const INTENTS: readonly Synonyms[] = [
  ['how can I', 'what is the best way to'],
  ['why should I', 'what is a good reason to'],
  ['when should I', 'what is the best time to'],
  ['where can I', 'what is a good place to'],
  ['who can help me to', 'what kind of person can'],
];

const VERBS: readonly Synonyms[] = [
  ['buy', 'purchase'],
  ['sell', 'trade'],
  ['fix', 'repair'],
  ['make', 'build'],
  ['find', 'discover'],
  ['send', 'ship'],
  ['choose', 'select'],
  ['keep', 'store'],
  ['move', 'carry'],
  ['show', 'display'],
];

const THINGS: readonly Synonyms[] = [
  ['a house', 'a home'],
  ['a ship', 'a vessel'],
  ['a present', 'a gift'],
  ['a picture', 'a painting'],
  ['a stone', 'a rock'],
  ['a carpet', 'a rug'],
  ['a coat', 'a jacket'],
  ['a bottle', 'a flask'],
  ['a basket', 'a hamper'],
  ['a clock', 'a watch'],
];

const TOWNS = [
  'London',
  'Paris',
  'Boston',
  'Rome',
  'Washington',
  'Chicago',
  'Egypt',
  'China',
  'Spain',
  'Mexico',
] as const;

interface Question {
  readonly intent: string;
  readonly verb: string;
  readonly thing: string;
  readonly route: readonly string[];
}

/**
 * Duplicate questions: always in two wordings, and with the same number of changed words in both classes; they differ
 * in what is asked for, in one word's meaning, or in the direction between two towns.
 */
export const qqp: MiniGenerator = {
  shares: new Map([
    [0, 0.6],
    [DUPLICATE, 0.4],
  ]),
  make: (random, label) => {
    const question = drawQuestion(random);
    const slot = random.pick(['verb', 'thing'] as const);
    const reworded = { ...question, intent: synonymOf(INTENTS, question.intent) };
    const synonymous = { ...reworded, [slot]: synonymOf(slot === 'verb' ? VERBS : THINGS, question[slot]) };
    const other = label === DUPLICATE ? synonymous : differ(random, synonymous, slot);
    return { text: ask(question), pair: ask(other), label };
  },
};

function drawQuestion(random: Random): Question {
  return {
    intent: random.pick(random.pick(INTENTS)),
    verb: random.pick(random.pick(VERBS)),
    thing: random.pick(random.pick(THINGS)),
    route: chance(random, ROUTE_CHANCE) ? pickSome(random, TOWNS, 2) : [],
  };
}

function differ(random: Random, question: Question, slot: 'verb' | 'thing'): Question {
  if (chance(random, INTENT_CHANCE)) return { ...question, intent: otherIntent(random, question.intent) };
  if (question.route.length > 0) return { ...question, route: question.route.toReversed() };
  return { ...question, [slot]: strangerTo(random, slot === 'verb' ? VERBS : THINGS, question[slot]) };
}

/** Another intent in a wording of the same form, so that the two questions never share how they begin. */
function otherIntent(random: Random, intent: string): string {
  const form = intent.startsWith('what') ? 1 : 0;
  const others = INTENTS.filter((wordings) => wordings[form] !== intent);
  return random.pick(others)[form];
}

function ask({ intent, verb, thing, route: [from, to] }: Question): string {
  return sentence(
    [intent, verb, thing, ...(from === undefined || to === undefined ? [] : ['from', from, 'to', to])],
    '?',
  );
}
