/** How far two selections agree: the layers in both, and their Jaccard index. */
export interface Overlap {
  readonly shared: number;
  readonly jaccard: number;
}

/**
 * The overlap that two random selections of N of L layers have on average: N² / L layers in both, and of the Jaccard index
 * `Σ_k P(k) k / (2N − k)`, k layers in both being hypergeometric.
 */
export function chanceOverlap(numLayers: number, count: number): Overlap {
  const all = binomial(numLayers, count);
  let jaccard = 0;
  for (let k = Math.max(0, 2 * count - numLayers); k <= count; k++) {
    const probability = (binomial(count, k) * binomial(numLayers - count, count - k)) / all;
    jaccard += (probability * k) / (2 * count - k);
  }
  return { shared: count ** 2 / numLayers, jaccard };
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result *= (n - k + i) / i;
  return result;
}
