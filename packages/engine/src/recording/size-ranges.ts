import { groupBy } from '@lamella/core';
import { MANY_ROWS } from './matrix-products.ts';
import { LARGE, THIN } from './thin-products.ts';
import { MIN_SIZE } from './transposed-factor.ts';

/** Sizes from smallest to largest. */
export interface SizeRange {
  readonly smallest: number;
  readonly largest: number;
}

/** Sizes from which on products with as many rows are other ops. */
const BOUNDS = [THIN + 1, LARGE, MANY_ROWS, MIN_SIZE];

/**
 * Groups sizes, such as numbers of tokens, within which a step's products are the same ops: for a `FreeSize`.
 *
 * @returns ascending
 */
export function sizeRanges(sizes: readonly number[]): readonly SizeRange[] {
  const groups = groupBy(sizes, (size) => BOUNDS.filter((bound) => size >= bound).length);
  const ranges = [...groups.values()].map((group) => ({
    smallest: Math.min(...group),
    largest: Math.max(...group),
  }));
  return ranges.sort((a, b) => a.smallest - b.smallest);
}
