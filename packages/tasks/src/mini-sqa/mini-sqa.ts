import { Random } from '@lamella/core';
import type { ScienceQuestion } from '../scienceqa/science-question.ts';
import { drawPicture, encodePng, makePicture, type Picture, PICTURE_SIZE } from '@lamella/datasets';
import { MINI_SQA_KINDS, type QuestionDraft, type QuestionKindInfo } from './question-kinds.ts';

/** Part of the seed: a change of any question is a new version. */
export const MINI_SQA_VERSION = 1;

const TRAIN_ROWS = 2100;
const DEV_ROWS = 350;

const MAX_CHOICES = 4;

/** The splits of mini-sqa: synthetic questions in ScienceQA's form about drawn pictures, the same everywhere. */
export function miniSqa(): { readonly train: ScienceQuestion[]; readonly dev: ScienceQuestion[] } {
  const seen = new Set<string>();
  const make = (split: string, rows: number): ScienceQuestion[] => {
    const random = Random.fork(`mini-sqa/${MINI_SQA_VERSION}`, split);
    const kinds = Array.from({ length: rows }, (_, i) => MINI_SQA_KINDS[i % MINI_SQA_KINDS.length]);
    return random
      .shuffle(kinds.filter((kind) => kind !== undefined))
      .map((kind, i) => ({ id: `${split}/${i}`, ...makeQuestion(kind, random, seen) }));
  };
  const dev = make('dev', DEV_ROWS);
  return { train: make('train', TRAIN_ROWS), dev };
}

/** A question of a kind about a new picture. */
function makeQuestion(
  { make, subject, topic, category }: QuestionKindInfo,
  random: Random,
  seen: Set<string>,
): Omit<ScienceQuestion, 'id'> {
  for (;;) {
    const picture = makePicture(random);
    const draft = make(picture, random);
    if (draft === undefined) continue;
    const key = JSON.stringify([
      picture.figures.map(({ shape, colour, size, place }) => [shape, colour, size, place]),
      draft.question,
    ]);
    if (seen.has(key)) continue;
    seen.add(key);
    const { question, hint } = draft;
    const image = { kind: 'bytes', bytes: toPng(picture) } as const;
    return { question, hint, ...orderChoices(draft, random), subject, topic, category, image };
  }
}

function orderChoices(
  { right, choices: offered }: QuestionDraft,
  random: Random,
): Pick<ScienceQuestion, 'choices' | 'answer'> {
  if ('scale' in offered) return { choices: offered.scale, answer: offered.scale.indexOf(right) };
  const { wrong } = offered;
  const numWrong = Math.min(wrong.length, 1 + random.int(MAX_CHOICES - 1));
  const choices = random.shuffle([right, ...wrong.slice(0, numWrong)]);
  return { choices, answer: choices.indexOf(right) };
}

function toPng(picture: Picture): Uint8Array {
  return encodePng(drawPicture(picture), PICTURE_SIZE, PICTURE_SIZE);
}
