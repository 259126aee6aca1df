import { Random, UserError } from '@lamella/core';
import type { HeldOut } from '@lamella/spec';

/** The number of examples that are held out of some. */
export function countHeldOut(numExamples: number, { share }: Pick<HeldOut, 'share'>): number {
  return Math.round(share * numExamples);
}

/**
 * Splits examples by a seed: which ones are held out depends on their number, the share and the seed alone. Both parts keep the order.
 *
 * @throws UserError (exit code 2) if a part is empty
 */
export function splitExamples<Example>(
  examples: readonly Example[],
  { share, seed }: HeldOut,
): { readonly train: readonly Example[]; readonly heldOut: readonly Example[] } {
  const count = countHeldOut(examples.length, { share });
  if (count < 1 || count >= examples.length)
    throw new UserError(
      `Expected training examples to split for tune.share ${share}, got ${examples.length}: ${count} of them would be held out.`,
      { exitCode: 2 },
    );
  const order = Random.fork(seed, 'held-out').shuffle(examples.map((_, index) => index));
  const chosen = new Set(order.slice(0, count));
  return {
    train: examples.filter((_, index) => !chosen.has(index)),
    heldOut: examples.filter((_, index) => chosen.has(index)),
  };
}
