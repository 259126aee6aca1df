import { Dropout, type Tensor, tf } from '@lamella/engine';
import type { Model, ModelInputs } from '@lamella/models';
import type { AdaptedModel } from './adapter.ts';
import { requireUnquantized } from './require-unquantized.ts';

/**
 * Merges the adapters into the base weights, in float32 (W + s · B A for LoRA), and takes them out of the model.
 * The model then gives the adapted model's outputs without dropout; merging again changes nothing.
 */
export function mergeAdapters(model: Model, adapted: AdaptedModel): Model {
  mergeForNow(model, adapted).keep();
  adapted.remove();
  return model;
}

/**
 * Merges the adapters, compares what the model computes before and after, and unmerges: adapters and base weights are
 * then as they were, to the bit.
 *
 * @param batches what the model reads, computed op by op without dropout
 * @returns the largest difference of two logits, at real tokens only
 */
export function measureMerge(model: Model, adapted: AdaptedModel, batches: readonly ModelInputs[]): number {
  return tf.tidy(() => {
    const before = batches.map((inputs) => logitsOf(model, inputs));
    const merged = mergeForNow(model, adapted);
    try {
      const gaps = batches.map((inputs, i) =>
        tf.max(tf.abs(tf.sub(logitsOf(model, inputs), before[i] ?? NaN))),
      );
      return Math.max(...gaps.map((gap) => gap.dataSync()[0] ?? NaN));
    } finally {
      merged.undo();
    }
  });
}

/** Base weights with the adapters merged into them, and what they were. */
interface MergedForNow {
  /** Puts the weights and the adapters back. */
  undo(): void;
  /** Gives up the weights that there were before. */
  keep(): void;
}

/** @throws {UserError} for a quantised base: an adapter is merged into the weights that it was made of */
function mergeForNow(model: Model, { linears }: AdaptedModel): MergedForNow {
  requireUnquantized(
    linears.map(({ base }) => [base.path, base.weight]),
    { what: 'base to merge into', remedy: 'Load the base without quantization.' },
  );
  const merged = model.layers.flatMap(({ projections }) =>
    [...projections].flatMap(([name, projection]) => {
      const linear = linears.find((each) => each === projection);
      if (linear === undefined) return [];
      const { base } = linear;
      const original = tf.keep(base.weight.read());
      const weight = linear.mergedWeight();
      base.weight.assign(weight);
      weight.dispose();
      projections.set(name, base);
      const putBack = (): void => {
        base.weight.assign(original);
        projections.set(name, linear);
      };
      return [{ original, putBack }];
    }),
  );
  const keep = (): void => tf.dispose(merged.map(({ original }) => original));
  const undo = (): void => {
    for (const { putBack } of merged) putBack();
    keep();
  };
  return { undo, keep };
}

/** Logits, [B, C], or [B, T, V] with zeros at padding. */
function logitsOf(model: Model, inputs: ModelInputs): Tensor {
  return tf.tidy(() => {
    const { logits } = model.forward(inputs, new Dropout());
    if (logits.shape.length === 2) return logits;
    return tf.mul(logits, tf.expandDims(tf.cast(inputs.attentionMask, 'float32'), 2));
  });
}
