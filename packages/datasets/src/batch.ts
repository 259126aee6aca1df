import type { PackedImages } from '@lamella/core';

/** Where the S texts of a batch of packed rows lie. */
export interface Packing {
  /** Which text a token belongs to, -1 for padding. */
  readonly segments: Int32Array; // [R, T]
  /** A token's place in its own text, 0 for padding. */
  readonly positions: Int32Array; // [R, T]
  /** Which of the R·T tokens is each text's first; any for a text that only fills up the batch. */
  readonly starts: Int32Array; // [S]
  /** No text has more tokens than these. Few lengths occur; told where it is asked for. */
  readonly longest?: number;
}

/**
 * One step's input, as host arrays. B rows of T tokens each, row-major. A row is an example, except in batches with `packing`:
 * there, n = S texts lie in the rows; otherwise n = B.
 */
export interface Batch {
  /** B. */
  readonly size: number;
  /** T. */
  readonly length: number;
  readonly inputIds: Int32Array; // [B, T]
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: Int32Array; // [B, T]
  readonly tokenTypeIds: Int32Array; // [B, T]
  /** In batches whose rows hold several texts each: where these lie. */
  readonly packing?: Packing;
  readonly labels: Float32Array; // [n]
  /** In batches for language models: the label of each token, or `IGNORED_LABEL`. */
  readonly tokenLabels?: Int32Array; // [B, T]
  /** In batches with images: those of all texts, and where they stand. */
  readonly images?: PackedImages;
  /** 1 for an example, 0 for a row or a text that only fills up a batch. */
  readonly weights: Float32Array; // [n]
  /** Which example a row or a text is, or `FILLER_ID`. */
  readonly exampleIds: Int32Array; // [n]
}

/** The sizes of a batch. */
export type BatchShape = Pick<Batch, 'size' | 'length'>;

/** How the texts of a batch lie: a row each, padded to one length, or one after another in one row. */
export type BatchLayout = 'padded' | 'packed';

/** Batches that are made one by one, each time they are gone through; their shapes are known before. */
export interface Batches extends Iterable<Batch> {
  readonly shapes: readonly BatchShape[];
}
