import type { Random } from '@lamella/core';
import { optionLetter, optionLines, REQUEST_FOR_LETTER } from '../scienceqa/science-question.ts';
import type { PictureQuestion, QuestionKind } from './ask.ts';
import { COUNTS, nameOf } from './describe.ts';
import { COLOUR_NAMES, PLACES, SHAPES, SIZES } from './picture.ts';

const FIGURES = COLOUR_NAMES.flatMap((colour) => SHAPES.map((shape) => nameOf({ colour, shape })));

/** What can be the answer to a question of each kind. */
const ANSWERS: Readonly<Record<QuestionKind, readonly string[]>> = {
  colour: COLOUR_NAMES,
  shape: SHAPES,
  place: PLACES,
  content: [...FIGURES.map((name) => `a ${name}`), 'nothing'],
  count: COUNTS,
  presence: ['yes', 'no'],
  size: SIZES,
  relation: ['yes', 'no'],
};

/** Choices of a question, at most. */
const MAX_CHOICES = 4;

/** One question in so many says that a letter is asked for. */
const REQUEST_EVERY = 4;

/** The same question with lettered choices, one of them the answer; a letter answers it. */
export function offerChoices(
  kind: QuestionKind,
  { question, answer }: PictureQuestion,
  random: Random,
): PictureQuestion {
  const count = 2 + random.int(MAX_CHOICES - 1);
  const wrong = random.shuffle(ANSWERS[kind].filter((other) => other !== answer)).slice(0, count - 1);
  const choices = random.shuffle([answer, ...wrong]);
  const request = random.int(REQUEST_EVERY) === 0 ? [REQUEST_FOR_LETTER] : [];
  return {
    question: [question, optionLines(choices), ...request].join('\n'),
    answer: optionLetter(choices.indexOf(answer)),
  };
}
