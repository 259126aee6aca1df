import type { EncodedExample } from '@lamella/datasets';
import type { LeftOut } from './plan-variants.ts';

/** The shortest maximum length of a variant, in tokens. */
const shortest = 8;

/** Maximum lengths beside a base: a quarter, half, twice and four times as many tokens. */
export function lengthsBeside(maxLength: number): number[] {
  const shorter = [maxLength / 4, maxLength / 2].map(Math.floor).filter((length) => length >= shortest);
  return [...shorter, 2 * maxLength, 4 * maxLength];
}

/** Samples that are cut to a maximum length. */
export interface CutSamples {
  readonly maxLength: number;
  readonly examples: readonly EncodedExample[];
}

/**
 * Keeps the samples of a maximum length if they differ from those of every other one that is kept.
 *
 * @param kept the base's first
 */
export function keepDifferent(
  kept: readonly CutSamples[],
  next: CutSamples,
): { readonly kept: readonly CutSamples[]; readonly leftOut: readonly LeftOut[] } {
  const twin = kept.find(({ examples }) => areAlike(examples, next.examples));
  if (twin === undefined) return { kept: [...kept, next], leftOut: [] };
  const why = `its texts are those of ${twin.maxLength} tokens: none is longer`;
  return { kept, leftOut: [{ variant: `max-length ${next.maxLength}`, why }] };
}

function areAlike(a: readonly EncodedExample[], b: readonly EncodedExample[]): boolean {
  return a.length === b.length && a.every(({ ids }, i) => ids.length === b[i]?.ids.length);
}
