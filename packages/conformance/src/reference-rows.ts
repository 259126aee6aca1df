import type { Batch } from '@lamella/datasets';
import { packImages, type PixelImage } from '@lamella/core';
import { type ImageTokens, placeImages } from '@lamella/models';
import type { ReferenceFile, ReferenceTensor } from './reference-file.ts';

/** Rows of model inputs with their labels. */
export interface ReferenceRows {
  readonly numRows: number;
  /** The shape that the rows are stored in: [B, T], or [N, B, T] for N batches. */
  readonly shape: readonly number[];
  /** Tokens of a row that are not padding. */
  numTokens(row: number): number;
  /**
   * Some consecutive rows.
   *
   * @param length how many of the T positions; all unless given
   */
  batch(start: number, count: number, length?: number): Batch;
}

/** The images of a reference, which all its rows share. */
export interface ReferenceImages {
  readonly images: readonly PixelImage[];
  readonly tokens: ImageTokens;
}

/**
 * The rows whose tensors have a prefix, such as `batches/`.
 *
 * @param shown the first row of a batch shows the first image, and so on, over and over
 */
export function readReferenceRows<T>(
  file: ReferenceFile<T>,
  prefix: string,
  shown?: ReferenceImages,
): ReferenceRows {
  const { shape, data: inputIds } = file.read(`${prefix}input_ids`);
  const attentionMask = file.read(`${prefix}attention_mask`).data;
  const typesName = `${prefix}token_type_ids`;
  const tokenTypeIds = file.has(typesName) ? file.read(typesName).data : inputIds.map(() => 0);
  const { shape: labelShape, data: labels } = file.read(`${prefix}labels`);
  const hasTokenLabels = labelShape.length === shape.length;
  const width = shape.at(-1) ?? 0;
  const cut = (data: ReferenceTensor['data'], start: number, [rows, length]: [number, number]): Int32Array =>
    Int32Array.from({ length: rows * length }, (_, i) => {
      const [row, column] = [Math.floor(i / length), i % length];
      return data[(start + row) * width + column] ?? 0;
    });
  const rowsPerBatch = shape.length === 3 ? (shape[1] ?? 0) : Infinity;
  return {
    numRows: inputIds.length / width,
    shape,
    numTokens: (row) => cut(attentionMask, row, [1, width]).reduce((sum, isToken) => sum + isToken, 0),
    batch: (start, size, length = width) => ({
      size,
      length,
      ...showImages(cut(inputIds, start, [size, length]), { size, first: start % rowsPerBatch }, shown),
      inputIds: cut(inputIds, start, [size, length]),
      attentionMask: cut(attentionMask, start, [size, length]),
      tokenTypeIds: cut(tokenTypeIds, start, [size, length]),
      labels: hasTokenLabels
        ? new Float32Array(size)
        : Float32Array.from(labels.subarray(start, start + size)),
      ...(hasTokenLabels && { tokenLabels: cut(labels, start, [size, length]) }),
      weights: new Float32Array(size).fill(1),
      exampleIds: Int32Array.from({ length: size }, (_, i) => start + i),
    }),
  };
}

/** @param inputIds [B, T] @param rows how many they are, and which of its batch the first one is */
function showImages(
  inputIds: Int32Array,
  rows: { readonly size: number; readonly first: number },
  shown: ReferenceImages | undefined,
): Pick<Batch, 'images'> {
  if (shown === undefined) return {};
  const length = inputIds.length / rows.size;
  const ofRows = Array.from({ length: rows.size }, (_, i) => {
    const image = shown.images[(rows.first + i) % shown.images.length] as PixelImage;
    const ids = inputIds.subarray(i * length, (i + 1) * length);
    return { images: placeImages(ids, [image], shown.tokens), offset: 0 };
  });
  const images = packImages(ofRows, length);
  return images === undefined ? {} : { images };
}
