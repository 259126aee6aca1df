import { Random } from '@lamella/core';
import { ask, type QuestionKind } from './ask.ts';
import { describe as caption } from './describe.ts';
import { askLetter } from './letter-question.ts';
import type { Figure, Picture } from './picture.ts';

const drawn = { centre: [0, 0], radius: 4 } as const;
const figures: Figure[] = [
  { shape: 'circle', colour: 'red', size: 'small', place: 'top left', ...drawn },
  { shape: 'circle', colour: 'blue', size: 'large', place: 'top right', ...drawn },
  { shape: 'cross', colour: 'red', size: 'large', place: 'bottom right', ...drawn },
];
const picture: Picture = { figures, background: [0, 0, 0] };

/** All questions of a kind that turn up, with their answers. */
function all(kind: QuestionKind, about = picture): Record<string, string> {
  const random = new Random(kind);
  const asked = Array.from({ length: 300 }, () => ask(kind, about, random));
  return Object.fromEntries(asked.map((found) => [found?.question ?? 'none', found?.answer ?? 'none']));
}

test('colors are asked of shapes that there are once, shapes of such colors', () => {
  expect(all('colour')).toEqual({
    'What color is the cross?': 'red',
    'Which color does the cross have?': 'red',
  });
  expect(all('shape')).toEqual({ 'Which shape is blue?': 'circle', 'What is the blue thing?': 'circle' });
});

test('places, sizes and what is in a place', () => {
  expect(all('place')).toEqual({
    'Where is the red circle?': 'top left',
    'Where is the blue circle?': 'top right',
    'Where is the red cross?': 'bottom right',
  });
  expect(all('size')).toMatchObject({
    'Is the red circle small or large?': 'small',
    'Is the red cross small or large?': 'large',
  });
  expect(all('content')).toMatchObject({
    'What is in the top right?': 'a blue circle',
    'What do you see in the bottom left?': 'nothing',
  });
});

test('counts and presence', () => {
  expect(all('count')).toEqual({
    'How many shapes are there?': 'three',
    'How many circles are there?': 'two',
    'How many squares are there?': 'zero',
    'How many triangles are there?': 'zero',
    'How many crosses are there?': 'one',
  });
  expect(all('presence')).toMatchObject({
    'Is there a blue circle?': 'yes',
    'Is there a red cross?': 'yes',
    'Is there a blue cross?': 'no',
  });
});

test('relations, only along a direction in which the two differ', () => {
  const relations = all('relation');
  expect(relations).toMatchObject({
    'Is the red circle left of the blue circle?': 'yes',
    'Is the red circle right of the blue circle?': 'no',
    'Is the red cross below the blue circle?': 'yes',
    'Is the red circle above the red cross?': 'yes',
    'Is the red circle below the red cross?': 'no',
  });
  expect(relations).not.toHaveProperty('Is the red circle above the blue circle?');
});

test('there is no question where there is no single answer', () => {
  const twins: Picture = {
    ...picture,
    figures: figures.slice(0, 1).flatMap((figure) => [figure, { ...figure }]),
  };
  for (const kind of ['colour', 'shape', 'place', 'size', 'relation'] as const)
    expect(all(kind, twins)).toEqual({ none: 'none' });
});

test('captions name every figure, in one of four forms', () => {
  const random = new Random(1);
  const captions = new Set(Array.from({ length: 100 }, () => caption(picture, random)));
  expect([...captions].sort()).toEqual([
    'A red circle is in the top left, a blue circle is in the top right and a red cross is in the bottom right.',
    'The picture shows a small red circle, a large blue circle and a large red cross.',
    'There are three shapes: a red circle, a blue circle and a red cross.',
    'There is a small red circle in the top left, a large blue circle in the top right and a large red cross in the bottom right.',
  ]);
});

test('the answer to a question about letters follows from its own text', () => {
  const random = new Random(2);
  for (let i = 0; i < 200; i++) {
    const { question, answer } = askLetter(random);
    const [asked = '', ...rest] = question.split('\n');
    const lines = rest.filter((line) => /^[A-D]\. /.test(line));
    const named = /stands for (.*)\?/.exec(asked)?.[1];
    const groups: Record<string, RegExp> = {
      color: /^(red|green|blue|yellow|purple|white)$/,
      shape: /^(circle|square|triangle|cross)$/,
      place: /^(top|bottom) (left|right)$/,
    };
    const isRight = (choice: string): boolean =>
      named === undefined
        ? groups[/a (\w+)\?/.exec(asked)?.[1] ?? '']?.test(choice) === true
        : choice === named;
    const right = lines.filter((line) => isRight(line.slice(3)));
    expect(right.map((line) => line[0])).toEqual([answer]);
  }
});
