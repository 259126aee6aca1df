import type { Random } from '@lamella/core';
import { optionLetter, optionLines } from '../scienceqa/science-question.ts';
import type { PictureQuestion } from './ask.ts';
import { COUNTS, list, nameOf } from './describe.ts';
import { COLOUR_NAMES, PLACES, SHAPES } from './picture.ts';

/** What choices can be: all of one kind. */
const KINDS: readonly (readonly string[])[] = [
  COLOUR_NAMES,
  SHAPES,
  PLACES,
  COUNTS,
  COLOUR_NAMES.flatMap((colour) => SHAPES.map((shape) => nameOf({ colour, shape }))),
];

const MAX_CHOICES = 4;

/**
 * What letters before choices mean, without any picture: the letters of some choices in another order, then the letter of one
 * more, and the choice of a letter.
 */
export function letterLesson(random: Random): PictureQuestion[] {
  const count = 2 + random.int(MAX_CHOICES - 1);
  const choices = random.shuffle(random.pick(KINDS)).slice(0, count);
  const letterOf = (choice: string): string => optionLetter(choices.indexOf(choice));
  const asked = random.shuffle(choices);
  const [again, other] = [random.pick(choices), random.pick(choices)];
  return [
    {
      question: `Which letters have ${list(asked)}?\n${optionLines(choices)}`,
      answer: asked.map(letterOf).join(', '),
    },
    ...random.shuffle([
      { question: `And ${again}?`, answer: letterOf(again) },
      { question: `What is ${letterOf(other)}?`, answer: other },
    ]),
  ];
}
