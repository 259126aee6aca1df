import type { Random } from '@lamella/core';
import type { MiniGenerator } from './build-splits.ts';
import { evenShares } from './build-splits.ts';
import { chance, pickOther, sentence } from './sentence.ts';
import { listOf } from './word-lists.ts';

/** Chance that a clause turns the polarity of its adjective round. Below one half, single words tell something, so that learning can start from them. */
const FLIP_CHANCE = 0.25;

/** Share of sentences of two clauses with opposite judgements, of which one counts. */
const CONTRAST_SHARE = 0.2;

const TOPICS = listOf(`
  story, book, play, song, speech, dinner, journey, house, letter, picture, meeting, lesson, plan, room,
  garden, music, weather, voice, answer, game, hotel, dress, party, wine, poem, dance
`);

/** Adjectives by polarity, negative ones first, so that a label is an index. */
const ADJECTIVES = [
  listOf(`
    bad, terrible, ugly, awful, poor, dull, dreadful, useless, weak, false, stupid, painful, horrible,
    dirty, dangerous, wrong, evil, foolish, unpleasant, worthless, cruel, sad, boring, miserable
  `),
  listOf(`
    good, great, beautiful, wonderful, pleasant, excellent, fine, lovely, charming, useful, interesting,
    noble, bright, honest, brilliant, perfect, splendid, clever, delightful, valuable, happy, pretty,
    amusing, admirable
  `),
] as const;

/** Phrases around an adjective that keep what it says. */
const KEEPERS = listOf(`
  was very A, was truly A, seemed A to everybody, was always A, was more A than we had hoped, was A indeed
`);

/** Phrases that turn it round. */
const FLIPPERS = listOf(`
  was not A, was never A, seemed A to nobody, was hardly A, was less A than we had hoped, was far from A
`);

/** Sentiment: of one judgement, or of the one that counts among two (after "but", or outside of "although"). */
export const sst2: MiniGenerator = {
  shares: evenShares(2),
  make: (random, label) => {
    const topic = random.pick(TOPICS);
    const judgement = `the ${topic} ${judge(random, label)}`;
    if (!chance(random, CONTRAST_SHARE)) return { text: sentence([judgement]), label };
    const aside = `the ${pickOther(random, TOPICS, topic)} ${judge(random, 1 - label)}`;
    return { text: sentence([contrast(random, judgement, aside)]), label };
  },
};

function judge(random: Random, label: number): string {
  const isFlipped = chance(random, FLIP_CHANCE);
  const adjective = random.pick(ADJECTIVES[isFlipped ? 1 - label : label] ?? []);
  return random.pick(isFlipped ? FLIPPERS : KEEPERS).replace('A', adjective);
}

function contrast(random: Random, judgement: string, aside: string): string {
  return random.pick([
    `${aside} , but ${judgement}`,
    `although ${aside} , ${judgement}`,
    `${judgement} , although ${aside}`,
  ]);
}
