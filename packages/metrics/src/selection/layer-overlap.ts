/**
 * How alike two selections are: the Jaccard index, layers in both divided by layers in either.
 * 1 for equal selections (two empty ones too), 0 for disjoint ones.
 */
export function layerOverlap(a: readonly number[], b: readonly number[]): number {
  const either = new Set([...a, ...b]);
  const inB = new Set(b);
  const both = new Set(a.filter((layer) => inB.has(layer)));
  return either.size === 0 ? 1 : both.size / either.size;
}
