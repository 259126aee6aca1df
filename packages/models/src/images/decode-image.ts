import { UserError } from '@lamella/core';
import sharp from 'sharp';
import type { RgbImage } from './rgb-image.ts';

/** More pixels than this are refused, as Pillow refuses them: a small file can unpack to any size. */
export const MAX_PIXELS = 178_956_970;

/** The first bytes of the formats that are read. */
const SIGNATURES = {
  PNG: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  JPEG: [0xff, 0xd8, 0xff],
} as const;

/**
 * Decodes a PNG or JPEG as Pillow's `convert("RGB")` does: grey becomes three equal channels, transparency and colour profiles
 * are dropped. An image that its EXIF data say to be turned is turned, as the loaders of transformers and datasets do.
 *
 * Two rare kinds come out otherwise than Pillow's: grey of 16 bits, which Pillow cuts off at 255, and CMYK.
 *
 * @param where the file's path, for errors
 * @throws {UserError} if it is empty, of another format, damaged or too large
 */
export async function decodeImage(bytes: Uint8Array, where: string): Promise<RgbImage> {
  requireFormat(bytes, where);
  await requireSize(bytes, where);
  const image = sharp(bytes, {
    ignoreIcc: true,
    autoOrient: true,
    failOn: 'truncated',
    limitInputPixels: MAX_PIXELS,
  });
  try {
    const { data, info } = await image
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw damaged(error, where);
  }
}

/** The size is in the header: nothing is unpacked before it is known. */
async function requireSize(bytes: Uint8Array, where: string): Promise<void> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(error, where);
    });
  if (width * height <= MAX_PIXELS) return;
  throw new UserError(
    `Expected an image of at most ${MAX_PIXELS} pixels in ${where}, found one of ${width} by ${height}.`,
  );
}

function damaged(error: unknown, where: string): UserError {
  const reason = (error as Error).message;
  return new UserError(`Expected a whole PNG or JPEG image in ${where}, found a damaged one: ${reason}.`, {
    cause: error,
  });
}

function requireFormat(bytes: Uint8Array, where: string): void {
  const isKnown = Object.values(SIGNATURES).some((signature) =>
    signature.every((byte, i) => bytes[i] === byte),
  );
  if (isKnown) return;
  const found =
    bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes that begin with neither’s signature`;
  throw new UserError(`Expected a PNG or JPEG image in ${where}, found ${found}.`);
}
