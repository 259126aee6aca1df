import type { RelativeAttentionConfig } from './read-relative-attention.ts';

type Spec = Pick<RelativeAttentionConfig, 'numBuckets' | 'maxDistance'>;

/** Rows of the table of relative embeddings: one per bucket, from far behind to far ahead. */
export function numDistanceRows(spec: Spec): number {
  return 2 * span(spec);
}

/**
 * The row of a distance (query position minus key position) in the table of relative embeddings (He et al. 2021,
 * equation 3, with the logarithmic buckets of DeBERTa-v2).
 *
 * Distances up to m = floor(numBuckets / 2) have a row each; a larger one d shares the row
 * m + ceil(log(d / m) / log((maxDistance - 1) / m) · (m - 1)) beyond the middle with others of its size.
 */
export function distanceRow(distance: number, spec: Spec): number {
  const bucket = spec.numBuckets > 0 ? logBucket(distance, spec) : distance;
  return Math.min(Math.max(span(spec) + bucket, 0), 2 * span(spec) - 1);
}

function logBucket(distance: number, { numBuckets, maxDistance }: Spec): number {
  const middle = Math.floor(numBuckets / 2);
  const size = Math.abs(distance);
  if (size <= middle) return distance;
  // Rounded to float32 after every step, as PyTorch does: at the edge of a bucket the last bit decides.
  const { fround } = Math;
  const logOf = (x: number): number => fround(Math.log(fround(x)));
  const share = fround(logOf(size / middle) / logOf((maxDistance - 1) / middle));
  return Math.sign(distance) * (Math.ceil(fround(share * (middle - 1))) + middle);
}

function span({ numBuckets, maxDistance }: Spec): number {
  return numBuckets > 0 ? numBuckets : maxDistance;
}
