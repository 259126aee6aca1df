import { Random } from '@lamella/core';

/** Sets a seeded random part of the texts aside; both parts keep the order of the whole. */
export function splitHeldOut(
  texts: readonly string[],
  { fraction, seed }: { readonly fraction: number; readonly seed: number | string },
): { train: string[]; heldOut: string[] } {
  const order = Random.fork(seed, 'held-out').shuffle(texts.map((_, index) => index));
  const chosen = new Set(order.slice(0, Math.round(fraction * texts.length)));
  return {
    train: texts.filter((_, index) => !chosen.has(index)),
    heldOut: texts.filter((_, index) => chosen.has(index)),
  };
}
