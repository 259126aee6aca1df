import { COLOURS, type Figure, type Picture, PICTURE_SIZE, type Shape } from './picture.ts';

/** Samples per pixel in each direction: edges are smoothed by averaging them. */
const SAMPLES = 4;

/** Half of the width of a cross's bars, relative to its own. */
const BAR = 0.36;

/** Whether a point belongs to a shape; the shape fills -1 to 1 in both directions, y counted downwards. */
const CONTAINS: Readonly<Record<Shape, (x: number, y: number) => boolean>> = {
  circle: (x, y) => x * x + y * y <= 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.9,
  triangle: (x, y) => Math.abs(y) <= 0.9 && Math.abs(x) <= (y + 0.9) / 1.8,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= BAR && Math.max(Math.abs(x), Math.abs(y)) <= 1,
};

/** Draws a picture. @returns RGB bytes row by row, [32, 32, 3] */
export function drawPicture({ figures, background }: Picture): Uint8Array {
  const data = new Uint8Array(PICTURE_SIZE * PICTURE_SIZE * 3);
  for (let i = 0; i < data.length; i++) data[i] = background[i % 3] ?? 0;
  for (const figure of figures) drawFigure(data, figure);
  return data;
}

function drawFigure(data: Uint8Array, figure: Figure): void {
  const [centreX, centreY] = figure.centre;
  const first = (centre: number): number => Math.floor(centre - figure.radius);
  const end = (centre: number): number => Math.min(PICTURE_SIZE, Math.ceil(centre + figure.radius));
  for (let y = first(centreY); y < end(centreY); y++) {
    for (let x = first(centreX); x < end(centreX); x++) {
      blend(data, (y * PICTURE_SIZE + x) * 3, { figure, share: coverage(figure, x, y) });
    }
  }
}

/** How much of a pixel a figure covers. */
function coverage({ shape, centre: [centreX, centreY], radius }: Figure, x: number, y: number): number {
  let inside = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const sampleX = x + ((i % SAMPLES) + 0.5) / SAMPLES;
    const sampleY = y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    if (CONTAINS[shape]((sampleX - centreX) / radius, (sampleY - centreY) / radius)) inside += 1;
  }
  return inside / SAMPLES ** 2;
}

function blend(
  data: Uint8Array,
  start: number,
  { figure, share }: { readonly figure: Figure; readonly share: number },
): void {
  for (const [channel, value] of COLOURS[figure.colour].entries()) {
    const below = data[start + channel] ?? 0;
    data[start + channel] = Math.round(below + share * (value - below));
  }
}
