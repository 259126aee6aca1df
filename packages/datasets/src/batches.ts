import { cut, type PackedImages, packImages, Random, UserError } from '@lamella/core';
import type { EncodedExample } from './encode-examples.ts';
import { IGNORED_LABEL } from './language-model/block-batches.ts';

/**
 * Lengths that batches are padded to. Few lengths mean few recorded shapes; close ones mean little padding. Those beyond 512 are
 * for texts with images, of 576 tokens each.
 */
export const LENGTH_BUCKETS = [
  ...[8, 16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512],
  ...[640, 704, 768, 896, 1024, 1280, 1536, 2048],
] as const;

/** The id of a row that only fills up the last batch. */
export const FILLER_ID = -1;

/** Where the S texts of a batch of packed rows lie. */
export interface Packing {
  /** Which text a token belongs to, -1 for padding. */
  readonly segments: Int32Array; // [R, T]
  /** A token's place in its own text, 0 for padding. */
  readonly positions: Int32Array; // [R, T]
  /** Which of the R·T tokens is each text's first; any for a text that only fills up the batch. */
  readonly starts: Int32Array; // [S]
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
  /** In batches for language models: the label of each token, or {@link IGNORED_LABEL}. */
  readonly tokenLabels?: Int32Array; // [B, T]
  /** In batches with images: those of all texts, and where they stand. */
  readonly images?: PackedImages;
  /** 1 for an example, 0 for a row or a text that only fills up a batch. */
  readonly weights: Float32Array; // [n]
  /** Which example a row or a text is, or {@link FILLER_ID}. */
  readonly exampleIds: Int32Array; // [n]
}

/** The sizes of a batch. */
export type BatchShape = Pick<Batch, 'size' | 'length'>;

/** Batches that are made one by one, each time they are gone through; their shapes are known before. */
export interface Batches extends Iterable<Batch> {
  readonly shapes: readonly BatchShape[];
}

export interface BatchOptions {
  /** B; every batch has exactly this many rows. */
  readonly batchSize: number;
  readonly padId: number;
  /** Allowed T, ascending. */
  readonly buckets?: readonly number[];
  /** `by-length` makes the fewest shapes and the least padding: for passes in which the order means nothing. */
  readonly order?: 'given' | 'shuffled' | 'by-length';
  /**
   * With the shuffled order: batches in a window of the shuffled examples that is sorted by length before it is cut into
   * batches, whose order is then shuffled. Who shares a batch is random up to the window, and every example still
   * comes once per epoch; padding shrinks. @default 1, no sorting
   */
  readonly sortWindow?: number;
  /** With `epoch`, decides the shuffled order. */
  readonly seed?: number | string;
  readonly epoch?: number;
  /** Batches at the beginning that are left out. @default 0 */
  readonly skip?: number;
}

/**
 * Groups examples into batches of one size. T is the smallest bucket that holds a batch's longest row; the last
 * batch is filled up with rows of weight 0, in which one token is left unmasked so that attention stays defined.
 *
 * @throws UserError if an example is longer than the largest bucket, or an option is out of range
 */
export function makeBatches(examples: readonly EncodedExample[], options: BatchOptions): Batches {
  const { batchSize, buckets = LENGTH_BUCKETS } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new UserError(`Expected \`batchSize\` to be a positive whole number, got ${batchSize}.`);
  }
  checkLengths(examples, Math.max(...buckets));
  return {
    get shapes() {
      const batches = orderBatches(examples, options);
      return batches.map((rows) => ({ size: batchSize, length: chooseLength(rows, options) }));
    },
    *[Symbol.iterator]() {
      for (const rows of orderBatches(examples, options)) yield fillBatch(rows, options);
    },
  };
}

function checkLengths(examples: readonly EncodedExample[], longest: number): void {
  const tooLong = examples.find(({ ids }) => ids.length > longest);
  if (tooLong === undefined) return;
  throw new UserError(
    `Expected at most ${longest} tokens per example (the largest length bucket), got ${tooLong.ids.length} in example ` +
      `${tooLong.id}; encode with a smaller maxLength.`,
  );
}

function orderBatches(
  examples: readonly EncodedExample[],
  options: BatchOptions,
): (readonly EncodedExample[])[] {
  return orderAll(examples, options).slice(options.skip ?? 0);
}

function orderAll(examples: readonly EncodedExample[], options: BatchOptions): (readonly EncodedExample[])[] {
  const { batchSize, order, sortWindow = 1, seed = 0, epoch = 0 } = options;
  const ordered = orderExamples(examples, options);
  if (order !== 'shuffled' || sortWindow === 1) return cut(ordered, batchSize);
  const batches = cut(ordered, sortWindow * batchSize).flatMap((window) =>
    cut(sortByLength(window), batchSize),
  );
  return Random.fork(seed, `windows/${epoch}`).shuffle(batches);
}

function sortByLength(examples: readonly EncodedExample[]): EncodedExample[] {
  return examples.toSorted((a, b) => a.ids.length - b.ids.length);
}

function orderExamples(
  examples: readonly EncodedExample[],
  options: BatchOptions,
): readonly EncodedExample[] {
  const { order = 'given', seed = 0, epoch = 0 } = options;
  if (order === 'shuffled') return Random.fork(seed, `batches/${epoch}`).shuffle(examples);
  if (order === 'by-length') return sortByLength(examples);
  return examples;
}

/** The smallest bucket that holds the longest row. */
function chooseLength(
  rows: readonly EncodedExample[],
  { buckets = LENGTH_BUCKETS }: Pick<BatchOptions, 'buckets'>,
): number {
  const longest = Math.max(...rows.map(({ ids }) => ids.length));
  return Math.min(...buckets.filter((bucket) => bucket >= longest));
}

function fillBatch(rows: readonly EncodedExample[], options: BatchOptions): Batch {
  const { batchSize: size, padId } = options;
  const length = chooseLength(rows, options);
  const images = packImages(
    Array.from({ length: size }, (_, index) => ({ images: rows[index]?.images ?? [], offset: 0 })),
    length,
  );
  const batch: Batch = {
    size,
    length,
    inputIds: new Int32Array(size * length).fill(padId),
    attentionMask: new Int32Array(size * length),
    tokenTypeIds: new Int32Array(size * length),
    labels: new Float32Array(size),
    weights: new Float32Array(size),
    exampleIds: new Int32Array(size).fill(FILLER_ID),
    ...(rows.some(({ tokenLabels }) => tokenLabels !== undefined) && {
      tokenLabels: new Int32Array(size * length).fill(IGNORED_LABEL),
    }),
    ...(images !== undefined && { images }),
  };
  rows.forEach((row, index) => writeRow(batch, index, row));
  for (let index = rows.length; index < size; index++) batch.attentionMask[index * length] = 1;
  return batch;
}

function writeRow(
  batch: Batch,
  index: number,
  { id, ids, typeIds, label, tokenLabels = [] }: EncodedExample,
): void {
  const start = index * batch.length;
  batch.inputIds.set(ids, start);
  batch.attentionMask.fill(1, start, start + ids.length);
  batch.tokenTypeIds.set(typeIds, start);
  batch.labels[index] = label;
  batch.tokenLabels?.set(tokenLabels, start);
  batch.weights[index] = 1;
  batch.exampleIds[index] = id;
}
