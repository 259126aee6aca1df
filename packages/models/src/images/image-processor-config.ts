import { unknownName, UserError } from '@lamella/core';
import { checkFields, isRecord } from '@lamella/files';
import { IMAGE_PROCESSOR_CLASSES, IMAGE_PROCESSOR_FIELDS } from './image-processor-fields.ts';
import { BICUBIC, BILINEAR, type ResizeFilter } from './resize-image.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** The steps from an image to the input of a model, in this order; a step that is not done is undefined. */
export interface ImageProcessorConfig {
  /** The colour, three bytes, of the margins that make a square of the image. */
  readonly padding: readonly number[] | undefined;
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
 * Reads a preprocessor_config.json; what it leaves out is as in transformers' `CLIPImageProcessor`, or its
 * `LlavaImageProcessor` where `image_processor_type` says so.
 *
 * @param where the file's path, for errors
 * @throws {UserError} for a value that is not supported, or that the generations of transformers take otherwise
 */
export function readImageProcessorConfig(source: Fields, where: string): ImageProcessorConfig {
  checkFields(source, IMAGE_PROCESSOR_FIELDS, { where, unknown: 'warned' });
  const { padsToSquare } = readClass(source, where);
  const when = <T>(key: string, read: () => T): T | undefined =>
    readFlag(source, key, { otherwise: true, where }) ? read() : undefined;
  const channels = (key: string, otherwise: readonly number[]): readonly number[] =>
    readChannels(key, source[key] ?? otherwise, where);
  return {
    padding: readPadding(source, channels('image_mean', CLIP_MEAN), { padsToSquare, where }),
    resize: when('do_resize', () => ({
      size: readResizing(source['size'] ?? 224, where),
      filter: readFilter(source['resample'], where),
    })),
    crop: when('do_center_crop', () => readSize('crop_size', source['crop_size'] ?? 224, where)),
    rescaleFactor: when('do_rescale', () => readFactor(source['rescale_factor'], where)),
    normalise: when('do_normalize', () => ({
      mean: channels('image_mean', CLIP_MEAN),
      std: channels('image_std', CLIP_STD),
    })),
  };
}

function readClass(source: Fields, where: string): { readonly padsToSquare: boolean } {
  const key =
    source['image_processor_type'] === undefined ? 'feature_extractor_type' : 'image_processor_type';
  const found = IMAGE_PROCESSOR_CLASSES.get(source[key]);
  if (found !== undefined) return found;
  const names = [...IMAGE_PROCESSOR_CLASSES.keys()].filter((name) => name !== undefined).map(String);
  throw new UserError(
    `${unknownName('image processor', String(source[key]), names)} It is "${key}" in ${where}.`,
  );
}

/** Null is refused: transformers 4 takes it for false, transformers 5 for the default. */
function readFlag(
  source: Fields,
  key: string,
  { otherwise, where }: { readonly otherwise: boolean; readonly where: string },
): boolean {
  const value = source[key] === undefined ? otherwise : source[key];
  if (typeof value === 'boolean') return value;
  throw invalid(key, 'true or false', { value, where });
}

/** The colour is the mean of the normalisation, cut to bytes. */
function readPadding(
  source: Fields,
  mean: readonly number[],
  { padsToSquare, where }: { readonly padsToSquare: boolean; readonly where: string },
): readonly number[] | undefined {
  const { do_pad: value = null } = source;
  if (value === null || !readFlag(source, 'do_pad', { otherwise: false, where })) return undefined;
  if (padsToSquare) return mean.map((channel) => Math.trunc(channel * 255));
  throw invalid('do_pad', 'false (LlavaImageProcessor alone pads to a square)', { value, where });
}

function readResizing(value: unknown, where: string): number | ImageSize {
  const isShortest = isRecord(value) && Object.keys(value).join() === 'shortest_edge';
  const shortest = isShortest ? value['shortest_edge'] : value;
  return isSize(shortest) ? shortest : readSize('size', value, where);
}

function readSize(key: string, value: unknown, where: string): ImageSize {
  if (isSize(value)) return { height: value, width: value };
  const { height, width, ...rest } = isRecord(value) ? value : {};
  if (isSize(height) && isSize(width) && Object.keys(rest).length === 0) return { height, width };
  throw invalid(key, 'a size in pixels, or "height" and "width"', { value, where });
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_EDGE;
}

function readFilter(value: unknown = 3, where: string): ResizeFilter {
  const filter = FILTERS.get(value);
  if (filter === undefined) throw invalid('resample', '2 (bilinear) or 3 (bicubic)', { value, where });
  return filter;
}

function readFactor(value: unknown = 1 / 255, where: string): number {
  if (typeof value === 'number') return value;
  throw invalid('rescale_factor', 'a number', { value, where });
}

/** One number stands for all channels. */
function readChannels(key: string, value: unknown, where: string): readonly number[] {
  const list: unknown = typeof value === 'number' ? [value, value, value] : value;
  const isList = Array.isArray(list) && list.length === 3 && list.every((x) => typeof x === 'number');
  if (isList) return list as number[];
  throw invalid(key, 'three numbers', { value, where });
}

function invalid(key: string, expected: string, found: { value: unknown; where: string }): UserError {
  return new UserError(
    `Expected "${key}" in ${found.where} to be ${expected}, got ${JSON.stringify(found.value)}.`,
  );
}
