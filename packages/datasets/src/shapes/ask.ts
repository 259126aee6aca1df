import type { Random } from '@lamella/core';
import { COUNTS, nameOf } from './describe.ts';
import { COLOUR_NAMES, type Figure, type Picture, PLACES, SHAPES } from './picture.ts';

/** A question about a picture, and its answer. */
export interface PictureQuestion {
  readonly question: string;
  readonly answer: string;
}

type Asker = (picture: Picture, random: Random) => PictureQuestion | undefined;

/** Kinds of questions; one gives none for pictures in which it has no single answer. */
const ASKERS = {
  colour: askColour,
  shape: askShape,
  place: askPlace,
  content: askContent,
  count: askCount,
  presence: askPresence,
  size: askSize,
  relation: askRelation,
} as const satisfies Readonly<Record<string, Asker>>;

export type QuestionKind = keyof typeof ASKERS;
export const QUESTION_KINDS = Object.keys(ASKERS) as readonly QuestionKind[];

/** Asks a question of one kind about a picture, or none if there is no single answer. */
export function ask(kind: QuestionKind, picture: Picture, random: Random): PictureQuestion | undefined {
  return ASKERS[kind](picture, random);
}

/** The figures of a picture that no other one equals in what `key` gives. */
export function uniqueBy({ figures }: Picture, key: (figure: Figure) => string): readonly Figure[] {
  return figures.filter((figure) => figures.every((other) => other === figure || key(other) !== key(figure)));
}

function pickUnique(picture: Picture, random: Random, key: (figure: Figure) => string): Figure | undefined {
  const candidates = uniqueBy(picture, key);
  return candidates.length === 0 ? undefined : random.pick(candidates);
}

function askColour(picture: Picture, random: Random): PictureQuestion | undefined {
  const figure = pickUnique(picture, random, ({ shape }) => shape);
  if (figure === undefined) return undefined;
  const { shape, colour } = figure;
  const forms = [`What color is the ${shape}?`, `Which color does the ${shape} have?`];
  return { question: random.pick(forms), answer: colour };
}

function askShape(picture: Picture, random: Random): PictureQuestion | undefined {
  const figure = pickUnique(picture, random, ({ colour }) => colour);
  if (figure === undefined) return undefined;
  const { shape, colour } = figure;
  const forms = [`Which shape is ${colour}?`, `What is the ${colour} thing?`];
  return { question: random.pick(forms), answer: shape };
}

function askPlace(picture: Picture, random: Random): PictureQuestion | undefined {
  const figure = pickUnique(picture, random, nameOf);
  if (figure === undefined) return undefined;
  return { question: `Where is the ${nameOf(figure)}?`, answer: figure.place };
}

function askContent({ figures }: Picture, random: Random): PictureQuestion {
  const place = random.pick(PLACES);
  const figure = figures.find((candidate) => candidate.place === place);
  const forms = [`What is in the ${place}?`, `What do you see in the ${place}?`];
  return { question: random.pick(forms), answer: figure === undefined ? 'nothing' : `a ${nameOf(figure)}` };
}

function askCount({ figures }: Picture, random: Random): PictureQuestion {
  const shape = random.pick(SHAPES);
  const [noun, count] = random.pick([
    ['shapes', figures.length],
    [plural(shape), figures.filter((figure) => figure.shape === shape).length],
  ] as const);
  return { question: `How many ${noun} are there?`, answer: COUNTS[count] ?? String(count) };
}

function askPresence({ figures }: Picture, random: Random): PictureQuestion {
  const seen = random.pick(figures);
  const made = { colour: random.pick(COLOUR_NAMES), shape: random.pick(SHAPES) };
  // Half of what isn't there shares its color or its shape with something that is.
  const near = random.pick([
    { ...made, colour: seen.colour },
    { ...made, shape: seen.shape },
  ]);
  const asked = random.pick([seen, seen, near, made]);
  const isThere = figures.some((figure) => nameOf(figure) === nameOf(asked));
  return { question: `Is there a ${nameOf(asked)}?`, answer: isThere ? 'yes' : 'no' };
}

function askSize(picture: Picture, random: Random): PictureQuestion | undefined {
  const figure = pickUnique(picture, random, nameOf);
  if (figure === undefined) return undefined;
  return { question: `Is the ${nameOf(figure)} small or large?`, answer: figure.size };
}

/** Where a figure stands to another one whose row or column differs. */
function askRelation(picture: Picture, random: Random): PictureQuestion | undefined {
  const [first, second] = random.shuffle(uniqueBy(picture, nameOf));
  if (first === undefined || second === undefined) return undefined;
  const steps = (['above', 'below', 'left of', 'right of'] as const).filter(
    (relation) => holds(relation, first, second) || holds(relation, second, first),
  );
  const relation = random.pick(steps);
  return {
    question: `Is the ${nameOf(first)} ${relation} the ${nameOf(second)}?`,
    answer: holds(relation, first, second) ? 'yes' : 'no',
  };
}

function holds(relation: 'above' | 'below' | 'left of' | 'right of', a: Figure, b: Figure): boolean {
  const isHigher = (x: Figure, y: Figure): boolean =>
    x.place.startsWith('top') && y.place.startsWith('bottom');
  const isFurtherLeft = (x: Figure, y: Figure): boolean =>
    x.place.endsWith('left') && y.place.endsWith('right');
  if (relation === 'above') return isHigher(a, b);
  if (relation === 'below') return isHigher(b, a);
  return relation === 'left of' ? isFurtherLeft(a, b) : isFurtherLeft(b, a);
}

export function plural(shape: string): string {
  return shape === 'cross' ? 'crosses' : `${shape}s`;
}
