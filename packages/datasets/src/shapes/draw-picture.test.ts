import { Random } from '@lamella/core';
import { drawPicture } from './draw-picture.ts';
import { COLOURS, makePicture, type Figure, PICTURE_SIZE, PLACES, type Shape, SHAPES } from './picture.ts';

const BACKGROUND = [10, 20, 30] as const;

function draw(shape: Shape): Uint8Array {
  const figure: Figure = {
    shape,
    colour: 'red',
    size: 'large',
    place: 'top left',
    centre: [8, 8],
    radius: 7,
  };
  return drawPicture({ figures: [figure], background: BACKGROUND });
}

const pixel = (data: Uint8Array, x: number, y: number): number[] => {
  const start = (y * PICTURE_SIZE + x) * 3;
  return [...data.subarray(start, start + 3)];
};

const red = [...COLOURS.red];
const background = [...BACKGROUND];

test.each([
  // The centre, a corner of the square around it, the middle of its top, a point beside the lower half's axis.
  ['circle', [red, background, red, red]],
  ['square', [red, red, red, red]],
  ['triangle', [red, background, background, red]],
  ['cross', [red, background, red, background]],
] as const)('%s: the right pixels have its color', (shape, expected) => {
  const data = draw(shape);
  const found = [pixel(data, 8, 8), pixel(data, 2, 2), pixel(data, 8, 1), pixel(data, 11, 12)];
  // The triangle's top is half covered: it begins with a point.
  const [centre, corner, , beside] = found;
  expect([centre, corner, beside]).toEqual([expected[0], expected[1], expected[3]]);
  if (shape === 'circle' || shape === 'cross') expect(found[2]?.[0]).toBeGreaterThan(100);
  expect(pixel(data, 20, 8)).toEqual(background);
});

test('the area of each shape is the geometric one', () => {
  const areaOf = (shape: Shape): number => {
    const data = draw(shape);
    let sum = 0;
    for (let i = 0; i < data.length; i += 3) sum += ((data[i] ?? 0) - 10) / (COLOURS.red[0] - 10);
    return sum / 49;
  };
  // Of the square that a shape fills, 2 x 2; samples at the edges may miss 3 % of it.
  const areas = { circle: Math.PI, square: 1.8 ** 2, triangle: 1.8, cross: 4 * 0.72 - 0.72 ** 2 };
  for (const shape of SHAPES) expect(Math.abs(areaOf(shape) / areas[shape] - 1)).toBeLessThan(0.03);
});

/** Whether all pixels of a quarter are of the background. */
function isEmpty(data: Uint8Array, quarter: number, background: readonly number[]): boolean {
  return Array.from({ length: 256 }, (_, p) => {
    const [x, y] = [(quarter % 2) * 16 + (p % 16), Math.floor(quarter / 2) * 16 + Math.floor(p / 16)];
    return pixel(data, x, y).join() === background.join();
  }).every(Boolean);
}

test('figures stay in their quarters', () => {
  const random = new Random('quarters');
  for (let i = 0; i < 50; i++) {
    const picture = makePicture(random);
    const data = drawPicture(picture);
    const places = picture.figures.map(({ place }) => place);
    expect(PLACES.filter((_, quarter) => !isEmpty(data, quarter, picture.background))).toEqual(places);
  }
});

test('equal seeds give equal bytes, others do not', () => {
  const bytes = (seed: number): string =>
    Buffer.from(drawPicture(makePicture(new Random(seed)))).toString('hex');
  expect(bytes(1)).toBe(bytes(1));
  expect(bytes(1)).not.toBe(bytes(2));
});
