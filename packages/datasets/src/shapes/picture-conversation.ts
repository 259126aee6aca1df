import { Random } from '@lamella/core';
import { ask, type PictureQuestion, QUESTION_KINDS, type QuestionKind } from './ask.ts';
import { describe } from './describe.ts';
import { askLetter } from './letter-question.ts';
import { makePicture, type Picture } from './picture.ts';

/** A conversation about a picture: questions and answers in turn. */
export interface PictureConversation {
  readonly picture: Picture;
  readonly turns: readonly PictureQuestion[];
}

const CAPTION_REQUESTS = ['Describe the picture.', 'What does the picture show?', 'What do you see?'];

/** One turn in so many is about letters and not about the picture. */
const LETTER_EVERY = 5;

/** The request for a caption of a picture, and a caption. */
export function captionOf(picture: Picture, random: Random): PictureConversation {
  return {
    picture,
    turns: [{ question: random.pick(CAPTION_REQUESTS), answer: describe(picture, random) }],
  };
}

/** Up to `numTurns` questions of different kinds about a picture, questions about letters among them. */
export function questionsAbout(picture: Picture, random: Random, numTurns: number): PictureConversation {
  const questions = random
    .shuffle(QUESTION_KINDS)
    .map((kind) => ask(kind, picture, random))
    .filter((question) => question !== undefined)
    .slice(0, numTurns)
    .map((question) => (random.int(LETTER_EVERY) === 0 ? askLetter(random) : question));
  return { picture, turns: questions };
}

/** Requests of one kind, each about a picture of its own. Equal seeds make equal ones. */
export function makeRequests(
  kind: QuestionKind | 'caption',
  { count, seed }: { readonly count: number; readonly seed: number | string },
): PictureConversation[] {
  const random = Random.fork(seed, `picture-requests/${kind}`);
  const made: PictureConversation[] = [];
  while (made.length < count) {
    const picture = makePicture(random);
    if (kind === 'caption') {
      made.push(captionOf(picture, random));
      continue;
    }
    const question = ask(kind, picture, random);
    if (question !== undefined) made.push({ picture, turns: [question] });
  }
  return made;
}
