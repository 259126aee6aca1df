import type { Random } from '@lamella/core';

/** The shapes that are drawn. */
export const SHAPES = ['circle', 'square', 'triangle', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** Colours, each with its RGB bytes. */
export const COLOURS = {
  red: [225, 35, 35],
  green: [40, 170, 60],
  blue: [50, 80, 235],
  yellow: [245, 220, 40],
  purple: [150, 50, 180],
  white: [245, 245, 245],
} as const;
export type Colour = keyof typeof COLOURS;
export const COLOUR_NAMES = Object.keys(COLOURS) as readonly Colour[];

/** Quarters of a picture, row by row. */
export const PLACES = ['top left', 'top right', 'bottom left', 'bottom right'] as const;
export type Place = (typeof PLACES)[number];

export const SIZES = ['small', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** A shape in a picture. */
export interface Figure {
  readonly shape: Shape;
  readonly colour: Colour;
  readonly size: Size;
  readonly place: Place;
  /** In pixels from the left and the top. */
  readonly centre: readonly [x: number, y: number];
  /** Half of its width, in pixels. */
  readonly radius: number;
}

/** A picture as a list of what is in it. */
export interface Picture {
  /** One or more, in the order of {@link PLACES}, no more than one in a place. */
  readonly figures: readonly Figure[];
  /** RGB bytes. */
  readonly background: readonly [number, number, number];
}

/** Width and height of a picture, in pixels. */
export const PICTURE_SIZE = 32;

const QUARTER = PICTURE_SIZE / 2;

/** Half widths, from the smallest to the largest, in pixels. */
const RADII: Readonly<Record<Size, readonly [number, number]>> = { small: [3.5, 4.5], large: [6.5, 7.5] };

/** A background is darker than all colours. */
const DARKEST_COLOUR = 60;

/**
 * Makes up a picture: 1 to 4 figures of random shapes, colours and sizes, each anywhere in a quarter of its own, on a dark
 * background. Equal states of `random` give equal pictures.
 */
export function makePicture(random: Random): Picture {
  const count = 1 + random.int(PLACES.length);
  const places = new Set(random.shuffle(PLACES).slice(0, count));
  const channel = (): number => random.int(DARKEST_COLOUR);
  return {
    figures: PLACES.filter((place) => places.has(place)).map((place) => makeFigure(random, place)),
    background: [channel(), channel(), channel()],
  };
}

function makeFigure(random: Random, place: Place): Figure {
  const size = random.pick(SIZES);
  const [smallest, largest] = RADII[size];
  const radius = smallest + random.next() * (largest - smallest);
  const index = PLACES.indexOf(place);
  const coordinate = (quarter: number): number =>
    quarter * QUARTER + radius + random.next() * (QUARTER - 2 * radius);
  return {
    ...{ shape: random.pick(SHAPES), colour: random.pick(COLOUR_NAMES), size, place, radius },
    centre: [coordinate(index % 2), coordinate(Math.floor(index / 2))],
  };
}
