import { Resvg } from '@resvg/resvg-js';

/** An image's pixels: four bytes each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Decodes a PNG of ours, by letting resvg draw it as it is. */
export function readPng(png: Uint8Array): Pixels {
  const header = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [header.readUInt32BE(16), header.readUInt32BE(20)];
  const image = `<image width="${width}" height="${height}" href="data:image/png;base64,${header.toString('base64')}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  return { width, height, bytes: new Uint8Array(new Resvg(svg).render().pixels) };
}

/** How many pixels of a rectangle are darker than a grey level (0 black, 255 white). */
export function countDark(
  { width, bytes }: Pixels,
  {
    left,
    top,
    right,
    bottom,
    level,
  }: { left: number; top: number; right: number; bottom: number; level: number },
): number {
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = 4 * (y * width + x);
      const grey = ((bytes[at] ?? 0) + (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0)) / 3;
      if (grey < level) count++;
    }
  }
  return count;
}
