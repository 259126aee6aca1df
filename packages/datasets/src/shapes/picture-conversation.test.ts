import { Random } from '@lamella/core';
import { makePicture } from './picture.ts';
import { captionOf, makeRequests, questionsAbout } from './picture-conversation.ts';

test('a conversation has no more turns than asked for, mostly about the picture', () => {
  const random = new Random(3);
  const made = Array.from({ length: 100 }, () => questionsAbout(makePicture(random), random, 4));
  expect(made.every(({ turns }) => turns.length >= 3 && turns.length <= 4)).toBe(true);
  const questions = made.flatMap(({ turns }) => turns.map(({ question }) => question));
  const aboutLetters = questions.filter((question) => question.includes('\nA. '));
  expect(aboutLetters.length / questions.length).toBeGreaterThan(0.1);
  expect(aboutLetters.length / questions.length).toBeLessThan(0.3);
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
  expect(makeRequests('caption', { count: 3, seed: 1 })).toHaveLength(3);
});
