import type { Random } from '@lamella/core';
import { plural, uniqueBy } from '../shapes/ask.ts';
import { COUNTS, nameOf } from '../shapes/describe.ts';
import { COLOUR_NAMES, type Figure, type Picture, PLACES, SHAPES } from '../shapes/picture.ts';

/** A question before its choices have an order. */
export interface QuestionDraft {
  readonly question: string;
  readonly hint: string;
  readonly right: string;
  /** Candidates for the other choices, one at least, in a random order. */
  readonly wrong: readonly string[];
}

/** A kind of question, in the terms of ScienceQA. */
export interface QuestionKindInfo {
  readonly subject: string;
  readonly topic: string;
  readonly category: string;
  /** None for pictures that the question does not suit. */
  readonly make: (picture: Picture, random: Random) => QuestionDraft | undefined;
}

/** What is asked in mini-sqa. */
export const MINI_SQA_KINDS: readonly QuestionKindInfo[] = [
  { subject: 'natural science', topic: 'physics', category: 'Color', make: makeColour },
  { subject: 'natural science', topic: 'physics', category: 'Mass', make: makeMass },
  { subject: 'natural science', topic: 'biology', category: 'Classification', make: makeClassification },
  { subject: 'natural science', topic: 'science practices', category: 'Counting', make: makeCount },
  { subject: 'social science', topic: 'geography', category: 'Maps', make: makeMap },
  { subject: 'language science', topic: 'reading', category: 'Descriptions', make: makeDescription },
  { subject: 'language science', topic: 'vocabulary', category: 'Naming', make: makeNaming },
];

function others<T extends string>(all: readonly T[], right: T, random: Random): readonly T[] {
  return random.shuffle(all.filter((item) => item !== right));
}

function makeColour({ figures }: Picture, random: Random): QuestionDraft {
  const { place, colour } = random.pick(figures);
  return {
    question: `What color is the shape in the ${place}?`,
    hint: '',
    ...{ right: colour, wrong: others(COLOUR_NAMES, colour, random) },
  };
}

function makeMass(picture: Picture, random: Random): QuestionDraft | undefined {
  const [isHeavy, size] = random.pick([
    [true, 'large'],
    [false, 'small'],
  ] as const);
  return chooseFigure(picture, random, {
    question: `Which of these is ${isHeavy ? 'heavy' : 'light'}?`,
    hint: 'Large shapes are heavy and small shapes are light.',
    isRight: (figure) => figure.size === size,
  });
}

const KINDS_OF_THINGS = ['seed', 'leaf', 'stone', 'shell', 'egg'];

function makeClassification(picture: Picture, random: Random): QuestionDraft | undefined {
  const candidates = uniqueBy(picture, ({ shape }) => shape);
  if (candidates.length === 0) return undefined;
  const { shape, colour } = random.pick(candidates);
  const [thing = '', other = ''] = random.shuffle(KINDS_OF_THINGS);
  const [otherShape = ''] = others(SHAPES, shape, random);
  const facts = random.shuffle([
    `every ${shape} is a ${thing}`,
    `every ${otherShape} is ${other === 'egg' ? 'an' : 'a'} ${other}`,
  ]);
  return {
    question: `What color is the ${thing}?`,
    hint: `Here ${facts.join(' and ')}.`.replace('a egg', 'an egg'),
    ...{ right: colour, wrong: others(COLOUR_NAMES, colour, random) },
  };
}

function makeCount({ figures }: Picture, random: Random): QuestionDraft {
  const { shape } = random.pick(figures);
  const right = COUNTS[figures.filter((figure) => figure.shape !== shape).length] ?? '';
  return {
    question: `How many shapes are not ${plural(shape)}?`,
    hint: '',
    ...{ right, wrong: others<string>(COUNTS, right, random) },
  };
}

function makeMap(picture: Picture, random: Random): QuestionDraft | undefined {
  const [direction, side] = random.pick([
    ['north', 'top'],
    ['south', 'bottom'],
    ['west', 'left'],
    ['east', 'right'],
  ] as const);
  return chooseFigure(picture, random, {
    question: `Which of these is in the ${direction}?`,
    hint: 'The picture is a map. Its top is north and its left is west.',
    isRight: (figure) => figure.place.includes(side),
  });
}

/** Asks for the figure that something holds for, among figures that it does not hold for. */
function chooseFigure(
  picture: Picture,
  random: Random,
  { isRight, ...asked }: Pick<QuestionDraft, 'question' | 'hint'> & { isRight(figure: Figure): boolean },
): QuestionDraft | undefined {
  const figures = random.shuffle(uniqueBy(picture, nameOf));
  const [right] = figures.filter(isRight);
  const wrong = figures.filter((figure) => !isRight(figure));
  if (right === undefined || wrong.length === 0) return undefined;
  return { ...asked, right: nameOf(right), wrong: wrong.map(nameOf) };
}

function makeDescription({ figures }: Picture, random: Random): QuestionDraft {
  const figure = random.pick(figures);
  const sentence = ({ colour, shape, place }: Pick<Figure, 'colour' | 'shape' | 'place'>): string =>
    `A ${colour} ${shape} is in the ${place}.`;
  const [colour = figure.colour] = others(COLOUR_NAMES, figure.colour, random);
  const [shape = figure.shape] = others(SHAPES, figure.shape, random);
  const [place = figure.place] = others(PLACES, figure.place, random);
  const right = sentence(figure);
  const seen = new Set(figures.map(sentence));
  const changed = [
    sentence({ ...figure, colour }),
    sentence({ ...figure, shape }),
    sentence({ ...figure, place }),
  ];
  return {
    question: 'Which sentence is true?',
    hint: '',
    ...{ right, wrong: random.shuffle(changed.filter((candidate) => !seen.has(candidate))) },
  };
}

function makeNaming({ figures }: Picture, random: Random): QuestionDraft {
  const right = nameOf(random.pick(figures));
  const seen = new Set(figures.map(nameOf));
  const all = COLOUR_NAMES.flatMap((colour) => SHAPES.map((shape) => nameOf({ colour, shape })));
  const wrong = random.shuffle(all.filter((name) => !seen.has(name)));
  return { question: 'Which of these is in the picture?', hint: '', right, wrong };
}
