import { type PixelImage, UserError } from '@lamella/core';
import { decodeImage, MAX_PIXELS } from './decode-image.ts';
import type { ImageProcessorConfig, ImageSize } from './image-processor-config.ts';
import { padToSquare } from './pad-to-square.ts';
import { resizeImage } from './resize-image.ts';
import type { RgbImage } from './rgb-image.ts';

/**
 * Decodes an image and brings it into the form that a model takes, as transformers' `CLIPImageProcessor` does: resized,
 * cropped at the centre, rescaled and normalised; as `LlavaImageProcessor` does, made a square before. The cropped bytes are kept; numbers are made of them when they are asked for.
 *
 * @param bytes of a PNG or JPEG
 * @param where the file's path, for errors
 * @throws {UserError} if it is no such image
 */
export async function processImage(
  bytes: Uint8Array,
  config: ImageProcessorConfig,
  where: string,
): Promise<PixelImage> {
  const decoded = await decodeImage(bytes, where);
  const { padding, resize, crop } = config;
  const padded = padding === undefined ? decoded : padToSquare(decoded, padding);
  const resized =
    resize === undefined
      ? padded
      : resizeImage(padded, targetSize(padded, resize.size, where), resize.filter);
  const image = crop === undefined ? resized : cropCentre(resized, crop);
  return { shape: [3, image.height, image.width], pixelValues: () => toPixelValues(image, config) };
}

/** With the shorter edge given, the longer one follows; it is rounded down. */
function targetSize({ width, height }: RgbImage, size: number | ImageSize, where: string): ImageSize {
  if (typeof size !== 'number') return size;
  const longer = Math.trunc((size * Math.max(width, height)) / Math.min(width, height));
  if (size * longer > MAX_PIXELS)
    throw new UserError(
      `Expected an image of usual proportions in ${where}, got ${width} by ${height} pixels: with a shorter edge of ${size}, it would have ${size * longer} pixels, more than ${MAX_PIXELS}.`,
    );
  return width <= height ? { width: size, height: longer } : { width: longer, height: size };
}

/** Where the crop is larger than the image, black surrounds it. */
function cropCentre(image: RgbImage, { width, height }: ImageSize): RgbImage {
  const top = Math.floor((image.height - height) / 2);
  const left = Math.floor((image.width - width) / 2);
  const data = new Uint8Array(height * width * 3);
  const begin = Math.max(0, -left); // the first column that the image fills
  const end = Math.min(width, image.width - left);
  for (let y = Math.max(0, -top); y < Math.min(height, image.height - top); y++) {
    const row = (y + top) * image.width + left;
    data.set(image.data.subarray((row + begin) * 3, (row + end) * 3), (y * width + begin) * 3);
  }
  return { width, height, data };
}

/** (byte · factor - mean) / std, in float32 from the product on. @returns [3, H, W] */
function toPixelValues({ width, height, data }: RgbImage, config: ImageProcessorConfig): Float32Array {
  const { rescaleFactor = 1, normalise: { mean, std } = { mean: [0, 0, 0], std: [1, 1, 1] } } = config;
  const size = width * height;
  const values = new Float32Array(3 * size);
  for (let channel = 0; channel < 3; channel++) {
    const [shift, scale] = [Math.fround(mean[channel] ?? 0), Math.fround(std[channel] ?? 1)];
    const ofBytes = Float32Array.from(
      { length: 256 },
      (_, byte) => Math.fround(Math.fround(byte * rescaleFactor) - shift) / scale,
    );
    for (let i = 0; i < size; i++) values[channel * size + i] = ofBytes[data[i * 3 + channel] ?? 0] ?? 0;
  }
  return values;
}
