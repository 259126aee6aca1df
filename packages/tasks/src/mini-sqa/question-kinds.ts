import type { Random } from '@lamella/core';
import {
  type Colour,
  COLOUR_NAMES,
  COUNTS,
  type Figure,
  nameOf,
  type Picture,
  PLACES,
  SHAPES,
  uniqueBy,
} from '@lamella/datasets';

/** A question before its choices have an order. */
export interface QuestionDraft {
  readonly question: string;
  readonly hint: string;
  readonly right: string;
  /** All choices in their own order, or candidates for the other choices, one at least, which are put in a random order. */
  readonly choices: { readonly scale: readonly string[] } | { readonly wrong: readonly string[] };
}

/** A kind of question, in the terms of ScienceQA. */
export interface QuestionKindInfo {
  readonly subject: string;
  readonly topic: string;
  readonly category: string;
  /** None for pictures that the question does not suit. */
  readonly make: (picture: Picture, random: Random) => QuestionDraft | undefined;
}

/** The kinds of question in mini-sqa. */
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

const BRIGHT: readonly Colour[] = ['red', 'yellow', 'white'];

function makeColour({ figures }: Picture, random: Random): QuestionDraft {
  const { place, colour } = random.pick(figures);
  return {
    question: `Is the shape in the ${place} bright or dark?`,
    hint: 'Red, yellow and white are bright. Green, blue and purple are dark.',
    right: BRIGHT.includes(colour) ? 'bright' : 'dark',
    choices: { scale: ['bright', 'dark'] },
  };
}

function makeMass(picture: Picture, random: Random): QuestionDraft | undefined {
  const figures = uniqueBy(picture, nameOf);
  if (figures.length === 0) return undefined;
  const figure = random.pick(figures);
  return {
    question: `Is the ${nameOf(figure)} heavy or light?`,
    hint: 'Large shapes are heavy and small shapes are light.',
    right: figure.size === 'large' ? 'heavy' : 'light',
    choices: { scale: ['heavy', 'light'] },
  };
}

/** The meanings of the shapes, in the order of the shapes. */
const THINGS = ['a seed', 'a leaf', 'a stone', 'a shell'];

function makeClassification({ figures }: Picture, random: Random): QuestionDraft {
  const { shape, place } = random.pick(figures);
  return {
    question: `What is in the ${place}?`,
    hint: `${SHAPES.map((name, i) => `A ${name} is ${THINGS[i] ?? ''}`).join('. ')}.`,
    right: THINGS[SHAPES.indexOf(shape)] ?? '',
    choices: { scale: THINGS },
  };
}

function makeCount({ figures }: Picture): QuestionDraft {
  const scale = COUNTS.slice(1);
  return {
    question: 'How many shapes does the picture show?',
    hint: '',
    right: COUNTS[figures.length] ?? '',
    choices: { scale },
  };
}

/** Parts of a map, in the order of the places. */
const DIRECTIONS = ['northwest', 'northeast', 'southwest', 'southeast'];

function makeMap(picture: Picture, random: Random): QuestionDraft | undefined {
  const figures = uniqueBy(picture, nameOf);
  if (figures.length === 0) return undefined;
  const figure = random.pick(figures);
  return {
    question: `In which part of the map is the ${nameOf(figure)}?`,
    hint: 'The picture is a map. Its top is north and its left is west.',
    right: DIRECTIONS[PLACES.indexOf(figure.place)] ?? '',
    choices: { scale: DIRECTIONS },
  };
}

function makeDescription({ figures }: Picture, random: Random): QuestionDraft | undefined {
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
  const wrong = random.shuffle(changed.filter((candidate) => !seen.has(candidate)));
  if (wrong.length === 0) return undefined;
  return { question: 'Which sentence is true?', hint: '', right, choices: { wrong } };
}

function makeNaming({ figures }: Picture, random: Random): QuestionDraft {
  const right = nameOf(random.pick(figures));
  const seen = new Set(figures.map(nameOf));
  const all = COLOUR_NAMES.flatMap((colour) => SHAPES.map((shape) => nameOf({ colour, shape })));
  const wrong = random.shuffle(all.filter((name) => !seen.has(name)));
  return { question: 'Which of these is in the picture?', hint: '', right, choices: { wrong } };
}
