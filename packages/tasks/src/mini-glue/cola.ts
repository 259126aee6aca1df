import type { Random } from '@lamella/core';
import { evenShares, type MiniGenerator } from './build-splits.ts';
import { VERBS } from './lexicon.ts';
import { chance, pickOther, sentence } from './sentence.ts';
import { listOf } from '@lamella/datasets';

/** Chance of a phrase between subject and verb whose noun may have the other number. */
const ATTRACTOR_CHANCE = 0.25;

const ACCEPTABLE = 1;

const AGENTS = listOf(
  'soldier, teacher, doctor, captain, sailor, king, judge, boy, girl, dog, horse, bird',
).map(noun);
const THINGS = listOf('book, letter, lamp, hat, ring, key, map, chair, boat, bottle').map(noun);
const ADJUNCTS = listOf(`
  in the garden, in the house, on the bridge, on the hill, near the river, near the church, at the station
`);
const ADJECTIVES = listOf('old, young, strong, happy, quiet, hungry, famous, dead');

const NUMBERS = ['singular', 'plural'] as const;

type Noun = Readonly<Record<(typeof NUMBERS)[number], string>>;

const DETERMINERS = {
  singular: listOf('this, that, every, one'),
  plural: listOf('these, those, many, two'),
} as const;
const COPULAS = { singular: ['is', 'was'], plural: ['are', 'were'] } as const;

/** Auxiliaries by the form of the verb that they ask for. */
const AUXILIARIES = {
  base: ['will', 'can', 'must'],
  participle: ['has', 'had'],
  ing: ['is', 'was'],
} as const;

/**
 * Acceptability of a sentence. Every phenomenon draws the two words that must fit each other evenly, fitting or not,
 * or moves a word, so that each word stands equally often in both classes.
 */
export const cola: MiniGenerator = {
  shares: evenShares(2),
  make: (random, label) => {
    const phenomenon = random.pick([wordOrder, determinerNumber, auxiliaryForm, agreement]);
    return { text: phenomenon(random, label === ACCEPTABLE), label };
  },
};

/** "The girl found the key in the house" against "The girl found key the in the house". */
function wordOrder(random: Random, isGood: boolean): string {
  const verb = random.pick(VERBS).past;
  const words =
    `the ${random.pick(AGENTS).singular} ${verb} the ${random.pick(THINGS).singular} ${random.pick(ADJUNCTS)}`.split(
      ' ',
    );
  if (isGood) return sentence(words);
  const moved = random.pick(words.flatMap((word, index) => (word === 'the' ? [index] : [])));
  return sentence([...words.slice(0, moved), words[moved + 1] ?? '', 'the', ...words.slice(moved + 2)]);
}

/** "The king lost those rings" against "The king lost those ring". */
function determinerNumber(random: Random, isGood: boolean): string {
  const [determiner, number] = fitting(random, NUMBERS, isGood);
  const phrase = (nouns: readonly Noun[]): string =>
    `${random.pick(DETERMINERS[determiner])} ${random.pick(nouns)[number]}`;
  const verb = random.pick(VERBS).past;
  return chance(random, 0.5)
    ? sentence([phrase(AGENTS), verb, thing(random), random.pick(ADJUNCTS)])
    : sentence([agent(random), verb, phrase(THINGS), random.pick(ADJUNCTS)]);
}

/** "The judge will keep the letter" against "The judge will keeping the letter". */
function auxiliaryForm(random: Random, isGood: boolean): string {
  const [auxiliary, form] = fitting(random, ['base', 'participle', 'ing'] as const, isGood);
  const verb = random.pick(VERBS)[form];
  return sentence([
    agent(random),
    random.pick(AUXILIARIES[auxiliary]),
    verb,
    thing(random),
    random.pick(ADJUNCTS),
  ]);
}

/** "The sailors are hungry" against "The sailors is hungry". */
function agreement(random: Random, isGood: boolean): string {
  const [subject, verb] = fitting(random, NUMBERS, isGood);
  const attractor = chance(random, ATTRACTOR_CHANCE)
    ? `with the ${random.pick(THINGS)[random.pick(NUMBERS)]}`
    : '';
  const predicate = random.pick([...ADJECTIVES, ...ADJUNCTS]);
  return sentence(['the', random.pick(AGENTS)[subject], attractor, random.pick(COPULAS[verb]), predicate]);
}

/** Two of the kinds: the same twice, or two different ones. */
function fitting<T>(random: Random, kinds: readonly T[], isFit: boolean): [T, T] {
  const first = random.pick(kinds);
  return [first, isFit ? first : pickOther(random, kinds, first)];
}

function noun(singular: string): Noun {
  return { singular, plural: `${singular}s` };
}

function agent(random: Random): string {
  return `the ${random.pick(AGENTS).singular}`;
}

function thing(random: Random): string {
  return `the ${random.pick(THINGS).singular}`;
}
