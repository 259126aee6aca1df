import { SampleMeans } from './sample-means.ts';

/**
 * Starts to measure the norm growth of every layer: the mean over samples of `‖y‖ / ‖x‖`, x and y being the layer's input and
 * output; 1 for a layer that keeps lengths. NaN or infinite for a layer with a sample whose input is zero.
 *
 * Where states are normed after each layer, as in BERT, norms hardly grow anywhere: the values tell apart layers of pre-norm
 * models, whose residual stream carries on what the layers add.
 */
export function startNormGrowth(): SampleMeans {
  return new SampleMeans(({ xx, yy }) => Math.sqrt(yy / xx));
}
