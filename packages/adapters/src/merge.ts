import { tf } from '@lamella/core/engine';
import type { Model } from '@lamella/models';
import type { AdaptedModel } from './adapter.ts';

/**
 * Merges the adapters into the base weights, W + (alpha / rank) · B A in float32, and takes them out of the model.
 * The model then gives the adapted model's outputs without dropout; merging again changes nothing.
 */
export function mergeAdapters(model: Model, adapted: AdaptedModel): Model {
  for (const projection of model.layers.flatMap(({ projections }) => [...projections.values()])) {
    const linear = adapted.loraLinears.find((each) => each === projection);
    if (linear === undefined) continue;
    tf.tidy(() => linear.base.weight.assign(tf.add(linear.base.weight.value(), linear.delta())));
  }
  adapted.remove();
  return model;
}
