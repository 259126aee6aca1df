import type { Random } from '@lamella/core';
import { evenShares, type MiniGenerator } from './build-splits.ts';
import { KINDS } from './kinds.ts';
import { OBJECTS, PEOPLE, PLACES, type Verb, VERBS } from './lexicon.ts';
import { chance, pickSome, sentence, withArticle } from './sentence.ts';

const ENTAILMENT = 0;

type Texts = readonly [premise: string, hypothesis: string];

/**
 * Entailment by one of three patterns. Each comes in two directions and with a word that turns the direction round
 * (not, or, by), so that neither a word nor the direction alone decides.
 */
export const rte: MiniGenerator = {
  shares: evenShares(2),
  make: (random, label) => {
    const pattern = random.pick([kindOfThing, oneOfTwo, whoToWhom]);
    const [text, pair] = pattern(random, label === ENTAILMENT);
    return { text, pair, label };
  },
};

/** A rabbit is an animal; but not to have found an animal is not to have found a rabbit. */
function kindOfThing(random: Random, isEntailed: boolean): Texts {
  const kind = random.pick(KINDS);
  const { say, isNegated } = drawClaim(random);
  const [narrow, wide] = [say(withArticle(random.pick(kind.members))), say(withArticle(kind.name))];
  return isEntailed !== isNegated ? [narrow, wide] : [wide, narrow];
}

/** To have found both is to have found one; but only not to have found either is not to have found one. */
function oneOfTwo(random: Random, isEntailed: boolean): Texts {
  const things = pickSome(random, OBJECTS, 2).map(withArticle);
  const { say, isNegated } = drawClaim(random);
  const joint = isEntailed !== isNegated ? 'and' : 'or';
  return [say(things.join(` ${joint} `)), say(random.pick(things))];
}

/** Who saw the king is seen by whom? */
function whoToWhom(random: Random, isEntailed: boolean): Texts {
  const [first = '', second = ''] = pickSome(random, PEOPLE, 2);
  const verb = random.pick(ENCOUNTERS);
  const place = random.pick(PLACES);
  const active = (agent: string, patient: string): string =>
    sentence(['the', agent, verb, 'the', patient, place]);
  const passive = (agent: string, patient: string): string =>
    sentence(['the', patient, 'was', verb, 'by the', agent, place]);
  const [premise, hypothesis] = random.shuffle([active, passive]);
  const [agent, patient] = isEntailed ? [first, second] : [second, first];
  return [premise?.(first, second) ?? '', hypothesis?.(agent, patient) ?? ''];
}

/** Verbs whose past is their participle. */
const ENCOUNTERS = [
  'followed',
  'helped',
  'called',
  'visited',
  'attacked',
  'watched',
  'heard',
  'caught',
  'left',
  'met',
] as const;

interface Claim {
  readonly say: (thing: string) => string;
  readonly isNegated: boolean;
}

function drawClaim(random: Random): Claim {
  const person = random.pick(PEOPLE);
  const verb: Verb = random.pick(VERBS);
  const place = random.pick(PLACES);
  const isNegated = chance(random, 0.5);
  const predicate = isNegated ? `did not ${verb.base}` : verb.past;
  return { say: (thing) => sentence(['the', person, predicate, thing, place]), isNegated };
}
