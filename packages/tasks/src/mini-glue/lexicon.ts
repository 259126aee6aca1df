import { listOf, pairsOf } from '@lamella/datasets';

/** A verb in the forms that auxiliaries ask for. */
export interface Verb {
  readonly base: string;
  readonly past: string;
  readonly participle: string;
  readonly ing: string;
}

export const PEOPLE = listOf(`
  farmer, soldier, teacher, doctor, captain, sailor, king, queen, judge, priest, lawyer, merchant, servant,
  boy, girl, stranger, officer, president, general, prisoner, student, writer, hunter, painter
`);

export const OBJECTS = listOf(`
  book, letter, lamp, knife, hat, coat, ring, key, map, chair, table, boat, basket, bottle, cup, picture
`);

export const PLACES = listOf(`
  in the garden, in the church, in the kitchen, in the forest, in the field, in the market, in the village,
  at the station, at the harbor, on the bridge, on the hill, near the river, near the castle,
  near the school
`);

export const TIMES = listOf(`
  in the morning, in the evening, at night, at noon, before breakfast, after dinner, on Monday, on Sunday,
  in winter, in summer, last year, a week ago, yesterday, in March
`);

export const REASONS = listOf(`
  because it was late, because it was cold, because of the war, because of the rain, to save time,
  to make money, to please the people, out of fear, out of pity, for the sake of peace
`);

export const COMPANIONS = listOf(`
  with a friend, with two brothers, with some neighbors, with an old woman, with the whole family,
  with a guide, with the other men, with an uncle, with a young nurse, with three guards
`);

/** Adjectives of people, each beside its opposite. */
export const OPPOSITES = pairsOf(`
  old/young, rich/poor, strong/weak, happy/sad, tall/short, brave/timid, honest/false, quiet/loud,
  fast/slow, kind/cruel, wise/foolish, clean/dirty
`);

/** Verbs with an object, no form of which is another one's, but for past and participle. */
export const VERBS: readonly Verb[] = [
  { base: 'carry', past: 'carried', participle: 'carried', ing: 'carrying' },
  { base: 'find', past: 'found', participle: 'found', ing: 'finding' },
  { base: 'take', past: 'took', participle: 'taken', ing: 'taking' },
  { base: 'see', past: 'saw', participle: 'seen', ing: 'seeing' },
  { base: 'hold', past: 'held', participle: 'held', ing: 'holding' },
  { base: 'bring', past: 'brought', participle: 'brought', ing: 'bringing' },
  { base: 'keep', past: 'kept', participle: 'kept', ing: 'keeping' },
  { base: 'make', past: 'made', participle: 'made', ing: 'making' },
  { base: 'choose', past: 'chose', participle: 'chosen', ing: 'choosing' },
  { base: 'send', past: 'sent', participle: 'sent', ing: 'sending' },
  { base: 'lose', past: 'lost', participle: 'lost', ing: 'losing' },
  { base: 'buy', past: 'bought', participle: 'bought', ing: 'buying' },
];
