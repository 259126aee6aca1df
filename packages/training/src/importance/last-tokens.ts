import type { EncodedExample } from '@lamella/datasets';

/** The last tokens of examples, which stand for them where the last token represents a sample. */
export interface LastTokens {
  /** Examples as long as they may be: they are cut, and end wherever that was. */
  readonly numCut: number;
  /** The commonest last token of the others, and how many of them end in it; 0 of none. */
  readonly commonest: number;
  readonly numCommonest: number;
  /** The number of cut examples that end in that token too. */
  readonly numCutAlike: number;
}

/** Counts the last tokens of examples that were cut at `maxLength` tokens, and of those that were not. */
export function lastTokens(examples: readonly EncodedExample[], maxLength: number): LastTokens {
  const isCut = ({ ids }: EncodedExample): boolean => ids.length >= maxLength;
  const lastOf = (some: readonly EncodedExample[]): number[] => some.map(({ ids }) => ids.at(-1) ?? -1);
  const cut = lastOf(examples.filter(isCut));
  const counts = new Map<number, number>();
  for (const token of lastOf(examples.filter((example) => !isCut(example))))
    counts.set(token, (counts.get(token) ?? 0) + 1);
  const [commonest, numCommonest] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [-1, 0]);
  return {
    numCut: cut.length,
    commonest,
    numCommonest,
    numCutAlike: cut.filter((token) => token === commonest).length,
  };
}
