import { COLOUR_NAMES, type Picture, PLACES, SHAPES, SIZES } from '@lamella/datasets';

/** Properties of what is in a quarter of a picture, each with its number of classes: the last is that nothing is there. */
export const CLASSES = [
  { name: 'colour', length: COLOUR_NAMES.length + 1 },
  { name: 'shape', length: SHAPES.length + 1 },
  { name: 'size', length: SIZES.length + 1 },
] as const;

/**
 * For each property, the class of every patch: that of the figure in its quarter.
 *
 * @param side patches of a row or column, an even number
 * @returns as many rows as {@link CLASSES}, each of side² numbers
 */
export function patchLabels({ figures }: Picture, side: number): readonly (readonly number[])[] {
  const quarters = PLACES.map((place) => figures.find((figure) => figure.place === place));
  const patches = Array.from({ length: side ** 2 }, (_, patch) => {
    const [row, column] = [Math.floor(patch / side), patch % side];
    return quarters[2 * Math.floor((2 * row) / side) + Math.floor((2 * column) / side)];
  });
  const classOf = <T>(names: readonly T[], name: T | undefined): number =>
    name === undefined ? names.length : names.indexOf(name);
  return [
    patches.map((figure) => classOf(COLOUR_NAMES, figure?.colour)),
    patches.map((figure) => classOf(SHAPES, figure?.shape)),
    patches.map((figure) => classOf(SIZES, figure?.size)),
  ];
}
