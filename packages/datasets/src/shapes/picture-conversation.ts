import { Random } from '@lamella/core';
import { ask, type PictureQuestion, QUESTION_KINDS, type QuestionKind } from './ask.ts';
import { describe } from './describe.ts';
import { offerChoices } from './offer-choices.ts';
import { makePicture, type Picture } from './picture.ts';

/** What is said about a picture, a question and an answer after the other. */
export interface PictureConversation {
  readonly picture: Picture;
  readonly turns: readonly PictureQuestion[];
}

const CAPTION_REQUESTS = ['Describe the picture.', 'What does the picture show?', 'What do you see?'];

/** The share of the questions that come with lettered choices. */
const SHARE_OF_CHOICES = 0.5;

/** The request for a caption of a picture, and a caption. */
export function captionOf(picture: Picture, random: Random): PictureConversation {
  return {
    picture,
    turns: [{ question: random.pick(CAPTION_REQUESTS), answer: describe(picture, random) }],
  };
}

/** Up to `numTurns` questions of different kinds about a picture, half of them with lettered choices. */
export function questionsAbout(picture: Picture, random: Random, numTurns: number): PictureConversation {
  const turns = random.shuffle(QUESTION_KINDS).flatMap((kind) => {
    const question = ask(kind, picture, random);
    if (question === undefined) return [];
    return [random.next() < SHARE_OF_CHOICES ? offerChoices(kind, question, random) : question];
  });
  return { picture, turns: turns.slice(0, numTurns) };
}

/** Which requests are made, and how many. */
export interface RequestPlan {
  readonly count: number;
  readonly seed: number | string;
  /** Whether questions have lettered choices. @default false */
  readonly hasChoices?: boolean;
}

/** Requests of one kind, each about a picture of its own. Equal plans make equal ones. */
export function makeRequests(
  kind: QuestionKind | 'caption',
  { count, seed, hasChoices = false }: RequestPlan,
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
    if (question === undefined) continue;
    made.push({ picture, turns: [hasChoices ? offerChoices(kind, question, random) : question] });
  }
  return made;
}
