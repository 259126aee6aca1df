import { UserError, warn } from '@lamella/core';
import sharp, { type Metadata, type Sharp } from 'sharp';
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
 * Refused are the two kinds that Pillow makes something of its own of: grey of 16 bits, whose values it cuts off at 255, and
 * CMYK. Of transparent pixels a warning tells that transformers 5 puts them on white, which transformers 4 and the paper's
 * authors did not.
 *
 * @param where the file's path, for errors
 * @throws {UserError} if it is empty, of another format, damaged, too large, or of such a kind
 */
export async function decodeImage(bytes: Uint8Array, where: string): Promise<RgbImage> {
  requireFormat(bytes, where);
  const { hasAlpha } = await checkHeader(bytes, where);
  const image = sharp(bytes, {
    ignoreIcc: true,
    autoOrient: true,
    failOn: 'truncated',
    limitInputPixels: MAX_PIXELS,
  });
  try {
    if (hasAlpha) await warnOfTransparency(image.clone());
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

async function warnOfTransparency(image: Sharp): Promise<void> {
  const alpha = await image.extractChannel('alpha').raw().toBuffer();
  if (alpha.every((byte) => byte === 255)) return;
  warn(
    'Transparent pixels of images keep the colour that their file says, as with transformers 4; transformers 5 puts them on white.',
  );
}

/** Size and kind are in the header: nothing is unpacked before they are known. */
async function checkHeader(bytes: Uint8Array, where: string): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(error, where);
    });
  const { width, height } = header;
  if (width * height > MAX_PIXELS)
    throw new UserError(
      `Expected an image of at most ${MAX_PIXELS} pixels in ${where}, got one of ${width} by ${height}.`,
    );
  const kind = findUnsupportedKind(header, bytes);
  if (kind !== undefined)
    throw new UserError(
      `Expected an image of RGB or of 8 bits of grey in ${where}, got ${kind}, which Pillow reads in a way of its own. ` +
        'Convert it to RGB first.',
    );
  return header;
}

function findUnsupportedKind({ space, format }: Metadata, bytes: Uint8Array): string | undefined {
  if (space === 'cmyk') return 'one of CMYK';
  // Of the header's first chunk, which tells grey with a transparent colour from grey with an alpha channel.
  const [bitDepth, colourType] = bytes.subarray(24, 26);
  return format === 'png' && bitDepth === 16 && colourType === 0 ? 'one of 16 bits of grey' : undefined;
}

function damaged(error: unknown, where: string): UserError {
  const reason = (error as Error).message;
  return new UserError(`Expected a whole PNG or JPEG image in ${where}, got a damaged one: ${reason}.`, {
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
  throw new UserError(`Expected a PNG or JPEG image in ${where}, got ${found}.`);
}
