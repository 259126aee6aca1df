import type { Random } from '@lamella/core';
import { optionLetter, optionLines, REQUEST_FOR_LETTER } from '../lettered-options.ts';
import type { PictureQuestion } from './ask.ts';
import { COLOUR_NAMES, PLACES, SHAPES } from './picture.ts';

/** Choices of a question, at most. */
const MAX_CHOICES = 4;

/** Groups of choices for questions that the picture has no part in. */
const GROUPS = [
  { noun: 'color', members: COLOUR_NAMES },
  { noun: 'shape', members: SHAPES },
  { noun: 'place', members: PLACES },
] as const;

/**
 * Asks for the letter of one of some choices that the question itself tells, whatever the picture shows: by its name, or as the
 * only one of its kind. It teaches that a letter answers where there are choices. Half of the questions say so.
 */
export function askLetter(random: Random): PictureQuestion {
  const count = 2 + random.int(MAX_CHOICES - 1);
  const [own, other] = random.shuffle(GROUPS) as [(typeof GROUPS)[number], (typeof GROUPS)[number]];
  const isByName = random.int(2) === 0;
  const answer = random.pick<string>(own.members);
  const rest = random
    .shuffle<string>(isByName ? own.members : other.members)
    .filter((choice) => choice !== answer);
  const choices = random.shuffle([answer, ...rest.slice(0, count - 1)]);
  const question = isByName ? `Which letter stands for ${answer}?` : `Which of these is a ${own.noun}?`;
  const request = random.int(2) === 0 ? [REQUEST_FOR_LETTER] : [];
  return {
    question: [question, optionLines(choices), ...request].join('\n'),
    answer: optionLetter(choices.indexOf(answer)),
  };
}
