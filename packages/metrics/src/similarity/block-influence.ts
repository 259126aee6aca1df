import { SampleMeans } from './sample-means.ts';

/**
 * Starts to measure the Block Influence of every layer: 1 minus the mean over samples of the cosine of the layer's input and
 * output, `1 − E[x·y / (‖x‖ ‖y‖)]`, 0 for a layer that changes no direction and at most 2. NaN for a layer with a sample whose
 * input or output is zero: it has no direction.
 *
 * ShortGPT takes the mean over all tokens; here, as for CKA, one pooled vector stands for a sample.
 *
 * @see arXiv 2403.03853, equation 1
 */
export function startBlockInfluence(): SampleMeans {
  return new SampleMeans(({ xx, xy, yy }) => 1 - xy / Math.sqrt(xx * yy));
}
