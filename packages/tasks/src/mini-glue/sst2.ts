import type { Random } from '@lamella/core';
import { evenShares, type MiniGenerator } from './build-splits.ts';
import { chance, sentence } from './sentence.ts';
import { listOf } from '@lamella/datasets';

/** Chance that the phrase turns the polarity of its adjective round. Below one half, single words tell something. */
const FLIP_CHANCE = 0.25;

const TOPICS = listOf(`
  story, book, play, song, speech, dinner, journey, house, letter, picture, meeting, lesson, plan, room,
  garden, music, weather, voice, answer, game, hotel, dress, party, wine, poem, dance
`);

/** Adjectives by polarity, negative ones first, so that a label is an index. */
const ADJECTIVES = [
  listOf('bad, terrible, ugly, awful, poor, dull, useless, weak, stupid, painful, horrible, dangerous'),
  listOf(
    'good, great, beautiful, wonderful, pleasant, excellent, fine, lovely, useful, interesting, perfect, clever',
  ),
] as const;

/** Phrases around an adjective that keep what it says. */
const KEEPERS = listOf(`
  was very A, was truly A, seemed A to everybody, was always A, was more A than we had hoped, was A indeed
`);

/** Phrases that turn it round. */
const FLIPPERS = listOf(`
  was not A, was never A, seemed A to nobody, was hardly A, was less A than we had hoped, was far from A
`);

/** Sentiment of a judgement: its adjective's polarity, unless the phrase around it turns that round. */
export const sst2: MiniGenerator = {
  shares: evenShares(2),
  make: (random, label) => ({
    text: sentence([`the ${random.pick(TOPICS)} ${judge(random, label)}`]),
    label,
  }),
};

function judge(random: Random, label: number): string {
  const isFlipped = chance(random, FLIP_CHANCE);
  const adjective = random.pick(ADJECTIVES[isFlipped ? 1 - label : label] ?? []);
  return random.pick(isFlipped ? FLIPPERS : KEEPERS).replace('A', adjective);
}
