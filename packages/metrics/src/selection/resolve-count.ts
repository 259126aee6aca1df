import { UserError } from '@lamella/core';

/**
 * The number of layers N that a spec asks for: a whole number from 1 up is N itself, a number between 0 and 1
 * is a ratio, N = max(1, ⌊ratio · L⌋), as in the paper.
 *
 * @param count N or a ratio
 * @param numLayers L
 * @throws UserError if it is neither, or more than `numLayers`
 */
export function resolveCount(count: number, numLayers: number): number {
  // The small addend keeps ⌊0.29 · 100⌋ at 29, though the product is 28.999999999999996.
  if (count > 0 && count < 1) return Math.max(1, Math.floor(count * numLayers + 1e-9));
  if (Number.isInteger(count) && count >= 1 && count <= numLayers) return count;
  throw new UserError(
    `Expected the number of layers to be 1 to ${numLayers}, or a ratio between 0 and 1, got ${count}.`,
    { exitCode: 2 },
  );
}
