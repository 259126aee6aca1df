import type { Batch } from '@lamella/datasets';
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

/** The rows whose tensors have a prefix, such as `batches/`. */
export function readRows<T>(file: ReferenceFile<T>, prefix: string): ReferenceRows {
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
  return {
    numRows: inputIds.length / width,
    shape,
    numTokens: (row) => cut(attentionMask, row, [1, width]).reduce((sum, isToken) => sum + isToken, 0),
    batch: (start, size, length = width) => ({
      size,
      length,
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
