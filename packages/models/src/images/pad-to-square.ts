import type { RgbImage } from './rgb-image.ts';

/**
 * Puts an image in the middle of a square of one colour, as `pad_to_square` of transformers' `LlavaImageProcessor` does; of an
 * odd margin the larger part is below or at the right.
 *
 * @param colour three bytes
 */
export function padToSquare(image: RgbImage, colour: readonly number[]): RgbImage {
  const { width, height } = image;
  if (width === height) return image;
  const size = Math.max(width, height);
  const top = Math.floor((size - height) / 2);
  const left = Math.floor((size - width) / 2);
  const data = Uint8Array.from({ length: size * size * 3 }, (_, i) => colour[i % 3] ?? 0);
  for (let y = 0; y < height; y++)
    data.set(image.data.subarray(y * width * 3, (y + 1) * width * 3), ((y + top) * size + left) * 3);
  return { width: size, height: size, data };
}
