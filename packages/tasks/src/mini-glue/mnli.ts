import type { Random } from '@lamella/core';
import { evenShares, type MiniGenerator } from './build-splits.ts';
import { type Kind, KINDS, OTHER_KINDS } from './kinds.ts';
import { OPPOSITES } from './lexicon.ts';
import { chance, pickSome, sentence, withArticle } from './sentence.ts';
import { listOf } from '@lamella/datasets';

/** Share of pairs about what two people are like; the others are about what is there. */
const PROPERTY_SHARE = 0.5;

const [ENTAILMENT, NEUTRAL, CONTRADICTION] = [0, 1, 2] as const;

/** The words of a domain; those of properties and of logic are the same in all. */
interface Domain {
  readonly people: readonly string[];
  readonly verbs: readonly string[];
  readonly settings: readonly string[];
  readonly kinds: readonly Kind[];
}

const COUNTRY: Domain = {
  people: listOf(`
    farmer, captain, sailor, soldier, king, queen, hunter, priest, stranger, prince, servant, boy
  `),
  verbs: listOf('met, followed, saw, helped, attacked, called'),
  settings: listOf(`
    in the garden, in the forest, on the hill, near the river, in the castle, on the ship, in the field,
    at the harbor
  `),
  kinds: KINDS,
};

const TOWN: Domain = {
  people: listOf(`
    teacher, doctor, judge, lawyer, student, writer, nurse, painter, officer, president, clerk, girl
  `),
  verbs: listOf('visited, watched, heard, thanked, left, asked'),
  settings: listOf(`
    in the school, in the office, on the street, at the station, in the hospital, in the library,
    in the court, at the market
  `),
  kinds: OTHER_KINDS,
};

/** Three-way entailment in the domain of the training texts. */
export const mnli: MiniGenerator = inDomain(COUNTRY);

/** The same patterns with the nouns and verbs of another domain. */
export const mnliMismatched: MiniGenerator = inDomain(TOWN);

function inDomain(domain: Domain): MiniGenerator {
  return {
    shares: evenShares(3),
    make: (random, label) => {
      const pattern = chance(random, PROPERTY_SHARE) ? propertyOf : thingThere;
      const [text, pair] = pattern(random, label, domain);
      return { text, pair, label };
    },
  };
}

/**
 * "The old king met the rich judge." Then he was old and was not young (entailment), was young or was not old
 * (contradiction), or was rich, poor, or neither (neutral: that is the other one's property).
 */
function propertyOf(random: Random, label: number, domain: Domain): [string, string] {
  const people = pickSome(random, domain.people, 2);
  const properties = pickSome(random, OPPOSITES, 2).map((pair) => random.shuffle(pair));
  const [subject, object] = people.map((person, index) => `the ${properties[index]?.[0] ?? ''} ${person}`);
  const premise = sentence([
    subject ?? '',
    random.pick(domain.verbs),
    object ?? '',
    random.pick(domain.settings),
  ]);

  const asked = random.int(2);
  const isNegated = chance(random, 0.5);
  const [own, opposite] = properties[label === NEUTRAL ? 1 - asked : asked] ?? [];
  const isOwn = label === NEUTRAL ? chance(random, 0.5) : (label === ENTAILMENT) !== isNegated;
  const property = isOwn ? own : opposite;
  return [premise, sentence(['the', people[asked] ?? '', isNegated ? 'was not' : 'was', property ?? ''])];
}

/** The cases of {@link thingThere}: is the premise, is the hypothesis negative, and is the premise the narrower one. */
const THERE_CASES: Readonly<Record<number, readonly (readonly [boolean, boolean, boolean])[]>> = {
  [ENTAILMENT]: [
    [false, false, true],
    [true, true, false],
  ],
  [NEUTRAL]: [
    [false, false, false],
    [true, true, true],
    [false, true, false],
    [true, false, true],
  ],
  [CONTRADICTION]: [
    [false, true, true],
    [true, false, false],
  ],
};

/** "There was a dog in the garden." Then there was an animal there; from "no animal" follows "no dog". */
function thingThere(random: Random, label: number, domain: Domain): [string, string] {
  const kind = random.pick(domain.kinds);
  const setting = random.pick(domain.settings);
  const [isPremiseNegative, isHypothesisNegative, isPremiseNarrow] = random.pick(THERE_CASES[label] ?? []);
  const [narrow, wide] = [random.pick(kind.members), kind.name];
  const say = (thing: string, isNegative: boolean): string =>
    sentence(['there was', isNegative ? `no ${thing}` : withArticle(thing), setting]);
  return [
    say(isPremiseNarrow ? narrow : wide, isPremiseNegative),
    say(isPremiseNarrow ? wide : narrow, isHypothesisNegative),
  ];
}
