import { type PixelImage, type PlacedImage, UserError } from '@lamella/core';
import type { ImageTokens } from '../model.ts';

/**
 * Where images stand in a text whose image tokens are expanded: the first P image tokens are those of the first image, and
 * so on.
 *
 * @throws {UserError} unless there are P image tokens side by side for each image
 */
export function placeImages(
  ids: ArrayLike<number>,
  images: readonly PixelImage[],
  { imageToken, tokensPerImage }: ImageTokens,
): PlacedImage[] {
  const positions = Array.from(ids).flatMap((id, position) => (id === imageToken ? [position] : []));
  const placed = images.map((image, i) => {
    const begin = positions[i * tokensPerImage] ?? NaN;
    return { image, begin, count: tokensPerImage };
  });
  const isWhole = ({ begin }: PlacedImage, i: number): boolean =>
    positions[(i + 1) * tokensPerImage - 1] === begin + tokensPerImage - 1;
  if (positions.length === images.length * tokensPerImage && placed.every(isWhole)) return placed;
  throw new UserError(
    `Expected ${tokensPerImage} image tokens (${imageToken}) in a row for each of the ${images.length} images of a text, got ${positions.length} image tokens.`,
  );
}
