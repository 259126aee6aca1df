import { Random } from '@lamella/core';
import { makePicture } from './picture.ts';
import { captionOf, makeRequests, questionsAbout } from './picture-conversation.ts';

test('a conversation has no more turns than asked for, half of them with choices', () => {
  const random = new Random(3);
  const made = Array.from({ length: 200 }, () => questionsAbout(makePicture(random), random, 4));
  expect(made.every(({ turns }) => turns.length >= 3 && turns.length <= 4)).toBe(true);
  const questions = made.flatMap(({ turns }) => turns.map(({ question }) => question));
  const share = questions.filter((question) => question.includes('\nA. ')).length / questions.length;
  expect(Math.abs(share - 0.5)).toBeLessThan(0.06);
});

test('a caption is what the picture is described by', () => {
  const random = new Random(4);
  const picture = makePicture(random);
  const [turn] = captionOf(picture, random).turns;
  for (const { colour, shape } of picture.figures) expect(turn?.answer).toContain(`${colour} ${shape}`);
});

test('requests of a seed are always the same, of another seed others', () => {
  const make = (seed: number): string => JSON.stringify(makeRequests('relation', { count: 20, seed }));
  expect(make(1)).toBe(make(1));
  expect(make(1)).not.toBe(make(2));
  const [asked] = makeRequests('relation', { count: 1, seed: 1, hasChoices: true });
  expect(asked?.turns[0]?.answer).toMatch(/^[AB]$/);
  expect(makeRequests('caption', { count: 3, seed: 1 })).toHaveLength(3);
});
