import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { BICUBIC, BILINEAR, type ResizeFilter } from './resize-image.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** What is done to an image before a model sees it, in this order; what is not done is undefined. */
export interface ImageProcessorConfig {
  /** Either the shorter edge, with the proportions kept, or both. */
  readonly resize: { readonly size: number | ImageSize; readonly filter: ResizeFilter } | undefined;
  readonly crop: ImageSize | undefined;
  readonly rescaleFactor: number | undefined;
  /** Of the three channels. */
  readonly normalise: { readonly mean: readonly number[]; readonly std: readonly number[] } | undefined;
}

/** No model takes images of such sizes; far larger ones would not fit into memory. */
const MAX_EDGE = 2 ** 14;

/** Pillow's numbers of the kernels that are there. */
const FILTERS: ReadonlyMap<unknown, ResizeFilter> = new Map([
  [2, BILINEAR],
  [3, BICUBIC],
]);

/** Of the images that CLIP was trained on. */
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073];
const CLIP_STD = [0.26862954, 0.26130258, 0.27577711];

/**
 * Reads a preprocessor_config.json; what it leaves out is as in transformers' `CLIPImageProcessor`.
 *
 * @param where the file's path, for errors
 */
export function readImageProcessorConfig(source: Fields, where: string): ImageProcessorConfig {
  const isDone = (key: string): boolean => (source[key] ?? true) === true;
  const when = <T>(key: string, read: () => T): T | undefined => (isDone(key) ? read() : undefined);
  return {
    resize: when('do_resize', () => ({
      size: readResizing(source['size'] ?? 224, where),
      filter: readFilter(source['resample'] ?? 3, where),
    })),
    crop: when('do_center_crop', () => readSize('crop_size', source['crop_size'] ?? 224, where)),
    rescaleFactor: when('do_rescale', () => Number(source['rescale_factor'] ?? 1 / 255)),
    normalise: when('do_normalize', () => ({
      mean: readChannels('image_mean', source['image_mean'] ?? CLIP_MEAN, where),
      std: readChannels('image_std', source['image_std'] ?? CLIP_STD, where),
    })),
  };
}

function readResizing(value: unknown, where: string): number | ImageSize {
  const shortest = isRecord(value) && 'shortest_edge' in value ? value['shortest_edge'] : value;
  return isSize(shortest) ? shortest : readSize('size', value, where);
}

function readSize(key: string, value: unknown, where: string): ImageSize {
  if (isSize(value)) return { height: value, width: value };
  const { height, width } = isRecord(value) ? value : {};
  if (isSize(height) && isSize(width)) return { height, width };
  throw invalid(key, 'a size in pixels, or "height" and "width"', { value, where });
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_EDGE;
}

function readFilter(value: unknown, where: string): ResizeFilter {
  const filter = FILTERS.get(value);
  if (filter === undefined) throw invalid('resample', '2 (bilinear) or 3 (bicubic)', { value, where });
  return filter;
}

function readChannels(key: string, value: unknown, where: string): readonly number[] {
  const isList = Array.isArray(value) && value.length === 3 && value.every((x) => typeof x === 'number');
  if (isList) return value as number[];
  throw invalid(key, 'three numbers', { value, where });
}

function invalid(key: string, expected: string, found: { value: unknown; where: string }): UserError {
  return new UserError(
    `Expected "${key}" in ${found.where} to be ${expected}, found ${JSON.stringify(found.value)}.`,
  );
}
