import type { Random } from '@lamella/core';
import { evenShares, type MiniGenerator } from './build-splits.ts';
import { COMPANIONS, OBJECTS, PEOPLE, PLACES, REASONS, TIMES, type Verb, VERBS } from './lexicon.ts';
import { chance, pickOther, pickSome, sentence } from './sentence.ts';

/** Share of sentences that tell of two events, of which the question names one. */
const TWO_EVENTS_SHARE = 0.5;

const ENTAILMENT = 0;

/** The circumstances of an event, by the question word that they answer. */
const CIRCUMSTANCES = { where: PLACES, when: TIMES, why: REASONS, 'with whom': COMPANIONS } as const;

type Asked = keyof typeof CIRCUMSTANCES;

const ASKED = Object.keys(CIRCUMSTANCES) as Asked[];

interface Event {
  readonly person: string;
  readonly verb: Verb;
  readonly object: string;
  readonly circumstance: Asked;
}

/**
 * Answerability: does the sentence hold the answer? It always tells of the event that is asked about; what may be
 * missing is the circumstance (where, when, why, with whom), which then belongs to another event or to none.
 */
export const qnli: MiniGenerator = {
  shares: evenShares(2),
  make: (random, label) => {
    const events = drawEvents(random, chance(random, TWO_EVENTS_SHARE) ? 2 : 1);
    const [event = drawEvent(random), other] = random.shuffle(events);
    const missing = other?.circumstance ?? pickOther(random, ASKED, event.circumstance);
    const asked = label === ENTAILMENT ? event.circumstance : missing;
    return {
      text: ask(event, asked),
      pair: sentence([events.map((each) => tell(random, each)).join(' , and ')]),
      label,
    };
  },
};

function drawEvents(random: Random, count: number): Event[] {
  const people = pickSome(random, PEOPLE, count);
  const circumstances = pickSome(random, ASKED, count);
  return people.map((person, index) => ({
    ...drawEvent(random),
    person,
    circumstance: circumstances[index] ?? random.pick(ASKED),
  }));
}

function drawEvent(random: Random): Event {
  return {
    person: random.pick(PEOPLE),
    verb: random.pick(VERBS),
    object: random.pick(OBJECTS),
    circumstance: random.pick(ASKED),
  };
}

function ask({ person, verb, object }: Event, asked: Asked): string {
  return sentence([asked, 'did the', person, verb.base, 'the', object], '?');
}

function tell(random: Random, { person, verb, object, circumstance }: Event): string {
  return `the ${person} ${verb.past} the ${object} ${random.pick(CIRCUMSTANCES[circumstance])}`;
}
