import { cut, Random, UserError } from '@lamella/core';
import type { Batches, BatchLayout } from './batch.ts';
import type { EncodedExample } from './encode-examples.ts';
import { fillPacked, fillPadded } from './fill-batch.ts';
import { totalTokens, packedLength } from './packed-length.ts';

/**
 * Lengths that batches are padded to. Few lengths mean few recorded shapes; close ones mean little padding. Those beyond 512 are
 * for texts with images, of 576 tokens each.
 */
export const LENGTH_BUCKETS = [
  ...[8, 16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512],
  ...[640, 704, 768, 896, 1024, 1280, 1536, 2048],
] as const;

export interface BatchOptions {
  /** Texts of a batch; a padded one has exactly this many rows. */
  readonly batchSize: number;
  readonly padId: number;
  /** @default 'padded' */
  readonly layout?: BatchLayout;
  /** Lengths of packed rows, ascending; a batch that none holds takes a length of its own. See {@link packedLength}. */
  readonly rowLengths?: readonly number[] | undefined;
  /** Whether packed batches tell the length of their longest text. @default false */
  readonly tellsLongest?: boolean | undefined;
  /** Allowed T of padded batches, ascending. */
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
 * Groups examples into batches of one size. In padded ones T is the smallest bucket that holds a batch's longest row; the last
 * batch is filled up with rows of weight 0, in which one token is left unmasked so that attention stays defined. Packed ones have
 * the same texts in one row of {@link packedLength}, and texts of weight 0 without tokens in the last one.
 *
 * @throws UserError if an example is longer than the largest bucket, or an option is out of range
 */
export function makeBatches(examples: readonly EncodedExample[], options: BatchOptions): Batches {
  const { batchSize, layout = 'padded', buckets = LENGTH_BUCKETS, rowLengths } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new UserError(`Expected \`batchSize\` to be a positive whole number, got ${batchSize}.`);
  }
  checkLengths(examples, Math.max(...buckets));
  return {
    get shapes() {
      const batches = orderBatches(examples, options);
      return batches.map((rows) =>
        layout === 'packed'
          ? { size: 1, length: packedLength(rows, rowLengths) }
          : { size: batchSize, length: chooseLength(rows, options) },
      );
    },
    *[Symbol.iterator]() {
      for (const rows of orderBatches(examples, options))
        yield layout === 'packed'
          ? fillPacked([rows], {
              ...{ ...options, numRows: 1, numTexts: batchSize },
              rowLength: packedLength(rows, rowLengths),
            })
          : fillPadded(rows, { ...options, size: batchSize, length: chooseLength(rows, options) });
    },
  };
}

/** The tokens of each batch, in their order. */
export function countBatchTokens(
  examples: readonly EncodedExample[],
  options: Omit<BatchOptions, 'padId'>,
): number[] {
  return orderBatches(examples, options).map(totalTokens);
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
  options: Omit<BatchOptions, 'padId'>,
): (readonly EncodedExample[])[] {
  return orderAll(examples, options).slice(options.skip ?? 0);
}

function orderAll(
  examples: readonly EncodedExample[],
  options: Omit<BatchOptions, 'padId'>,
): (readonly EncodedExample[])[] {
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
  options: Omit<BatchOptions, 'padId'>,
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
