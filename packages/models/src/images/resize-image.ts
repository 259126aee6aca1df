import type { RgbImage } from './rgb-image.ts';

/** A kernel that pixels are averaged with; zero beyond its support. */
export interface ResizeFilter {
  readonly support: number;
  weight(distance: number): number;
}

/** Keys' cubic with a = -0.5. */
export const BICUBIC: ResizeFilter = {
  support: 2,
  weight: (distance) => {
    const x = Math.abs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  },
};

export const BILINEAR: ResizeFilter = {
  support: 1,
  weight: (distance) => Math.max(0, 1 - Math.abs(distance)),
};

/** Weights are whole numbers of 2^-22, as in Pillow: results agree to the last bit. */
const PRECISION_BITS = 22;

/** The source pixels of one target pixel, and what each of them counts. */
interface Window {
  readonly begin: number;
  readonly weights: Int32Array;
}

/**
 * Resizes as Pillow's `Image.resize` does: rows and columns, each rounded to bytes; a kernel is stretched when it shrinks an
 * image, so that all pixels count (antialiasing).
 * Source: `src/libImaging/Resample.c` of Pillow 13. Up to version 12 the rows always came first; the two orders differ by a
 * grey level where an image shrinks, and by up to 29 where one edge shrinks and the other grows.
 */
export function resizeImage(
  image: RgbImage,
  size: { readonly width: number; readonly height: number },
  filter: ResizeFilter,
): RgbImage {
  const rows = (from: RgbImage): RgbImage => resizeWidth(from, size.width, filter);
  const columns = (from: RgbImage): RgbImage => resizeHeight(from, size.height, filter);
  return takesColumnsFirst(image, size) ? rows(columns(image)) : columns(rows(image));
}

/** If the height shrinks by more than twice what the width does: less is left for the second pass. */
function takesColumnsFirst(
  image: RgbImage,
  size: { readonly width: number; readonly height: number },
): boolean {
  return image.height - size.height > 2 * Math.max(0, image.width - size.width);
}

function resizeWidth(image: RgbImage, width: number, filter: ResizeFilter): RgbImage {
  if (width === image.width) return image;
  const { height } = image;
  const data = new Uint8Array(height * width * 3);
  for (const [x, window] of findWindows(image.width, width, filter).entries()) {
    for (let y = 0; y < height; y++)
      average(image.data, { from: (y * image.width + window.begin) * 3, step: 3, window }, (c, value) => {
        data[(y * width + x) * 3 + c] = value;
      });
  }
  return { width, height, data };
}

function resizeHeight(image: RgbImage, height: number, filter: ResizeFilter): RgbImage {
  if (height === image.height) return image;
  const { width } = image;
  const data = new Uint8Array(height * width * 3);
  for (const [y, window] of findWindows(image.height, height, filter).entries()) {
    for (let x = 0; x < width; x++)
      average(image.data, { from: (window.begin * width + x) * 3, step: width * 3, window }, (c, value) => {
        data[(y * width + x) * 3 + c] = value;
      });
  }
  return { width, height, data };
}

/** The windows of all target pixels along one axis. */
function findWindows(sourceSize: number, targetSize: number, filter: ResizeFilter): Window[] {
  const scale = sourceSize / targetSize;
  const stretch = Math.max(1, scale);
  const support = filter.support * stretch;
  const compression = 1 / stretch;
  return Array.from({ length: targetSize }, (_, target) => {
    const centre = (target + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(centre + support + 0.5));
    const weights = Array.from({ length: end - begin }, (_, i) =>
      filter.weight((begin + i - centre + 0.5) * compression),
    );
    const total = weights.reduce((a, b) => a + b, 0);
    return { begin, weights: Int32Array.from(weights, (weight) => toFixedPoint(weight / total)) };
  });
}

/** Rounded half away from zero. */
function toFixedPoint(weight: number): number {
  return Math.trunc(weight * 2 ** PRECISION_BITS + (weight < 0 ? -0.5 : 0.5));
}

/** The weighted sum of a window's pixels, channel by channel, as a byte. */
function average(
  data: Uint8Array,
  {
    from,
    step,
    window: { weights },
  }: { readonly from: number; readonly step: number; readonly window: Window },
  write: (channel: number, value: number) => void,
): void {
  for (let channel = 0; channel < 3; channel++) {
    let sum = 2 ** (PRECISION_BITS - 1);
    for (let i = 0; i < weights.length; i++)
      sum += (weights[i] ?? 0) * (data[from + channel + i * step] ?? 0);
    write(channel, Math.min(255, Math.max(0, sum >> PRECISION_BITS)));
  }
}
