import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { chance, pickSome, sentence } from './sentence.ts';
import { strangerTo, synonymOf } from './synonyms.ts';
import { listOf, type Pair, pairsOf } from '@lamella/datasets';

/** Chance that the differing questions ask for different things (how, why, when …), rather than about others. */
const INTENT_CHANCE = 0.6;

/** Chance of a question about a way between two places; duplicates keep its direction, differing ones may turn it. */
const ROUTE_CHANCE = 0.3;

const DUPLICATE = 1;

/** The subjects of the questions: two wordings each, one led by a question word and one by "what". */
const INTENTS: readonly Pair[] = pairsOf(`
  how can I/what is the best way to, why should I/what is a good reason to,
  when should I/what is the best time to, where can I/what is a good place to,
  how expensive is it to/what is the usual price to
`);

const VERBS: readonly Pair[] = pairsOf(`
  buy/purchase, sell/trade, fix/repair, make/build, find/discover, send/ship, choose/select, keep/store,
  move/carry, show/display
`);

const THINGS: readonly Pair[] = pairsOf(`
  a house/a home, a ship/a vessel, a present/a gift, a picture/a painting, a stone/a rock, a carpet/a rug,
  a coat/a jacket, a bottle/a flask, a basket/a hamper, a clock/a watch
`);

const DESTINATIONS = listOf('London, Paris, Boston, Rome, Washington, Chicago, Egypt, China, Spain, Mexico');

interface Question {
  readonly intent: string;
  readonly verb: string;
  readonly thing: string;
  readonly route: readonly string[];
}

/**
 * Duplicate questions: always in two wordings, and with the same number of changed words in both classes; they differ
 * in what is asked for, in one word's meaning, or in the direction between two places.
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
    route: chance(random, ROUTE_CHANCE) ? pickSome(random, DESTINATIONS, 2) : [],
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
