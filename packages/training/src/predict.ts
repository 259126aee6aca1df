import { UserError } from '@lamella/core';
import { compile, type CompiledStep, Dropout, type Tensor, tf } from '@lamella/engine';
import { type Batch, type EncodedExample, LENGTH_BUCKETS, makeBatches } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from './batch-inputs.ts';
import type { TaskKind } from './losses.ts';
import { checkExamples } from './check-examples.ts';
import type { FrozenPrefix } from './frozen-prefix.ts';
import { type FrozenPrefixes, prefixOfPass } from './frozen-prefixes.ts';
import { passBatches } from './pass-batches.ts';

/** How a model is run on examples for their predictions. */
export interface PassSettings {
  readonly padId: number;
  readonly isEager?: boolean;
  /** The output of its frozen layers: the model's predictions are the same to the bit. */
  readonly prefixes?: FrozenPrefixes | undefined;
}

/** A compiled forward pass without dropout that gives logits. Caller disposes. */
export class Predictor {
  readonly #step: CompiledStep<TextInputs, { readonly logits: Tensor }>;
  readonly #model: Model;
  readonly #padId: number;
  readonly #prefixes: FrozenPrefixes | undefined;

  constructor(model: Model, { padId, isEager = false, prefixes }: PassSettings) {
    this.#model = model;
    this.#padId = padId;
    this.#prefixes = prefixes;
    this.#step = compile(
      (inputs) => {
        const texts = toModelInputs(model, inputs, prefixes?.numLayers);
        return { logits: model.forward(texts, new Dropout()).logits };
      },
      { name: 'predict', isEager },
    );
  }

  /**
   * The logits of every example, in the order given.
   *
   * @param batchSize rows of a padded batch, or the most rows of one with packed sequences
   * @returns one row of C numbers per example
   */
  logits(examples: readonly EncodedExample[], batchSize = 32): Float32Array[] {
    const batches = passBatches(examples, this.#model, { batchSize, padId: this.#padId });
    return this.#run(examples, batches, prefixOfPass(examples, batchSize, this.#prefixes));
  }

  /**
   * The logits of every example, in the order given, and to the bit the same whatever the batch size and whichever examples there
   * are besides: a text is padded to the bucket of its own length, and no batch has a single row. (Products with one row are
   * added up in another order; from two rows on, each row's sums are its own.)
   *
   * @param batchSize texts that are computed at once; 1 counts as 2
   * @returns one row of C numbers per example
   */
  steadyLogits(examples: readonly EncodedExample[], batchSize = 32): Float32Array[] {
    checkExamples(examples, this.#model);
    const options = { batchSize: Math.max(2, batchSize), padId: this.#padId };
    const alike = LENGTH_BUCKETS.map((bucket, i) => {
      const shorter = LENGTH_BUCKETS[i - 1] ?? 0;
      // Those beyond the last bucket are in its group, where makeBatches refuses them.
      const longest = i === LENGTH_BUCKETS.length - 1 ? Infinity : bucket;
      return makeBatches(
        examples.filter(({ ids }) => ids.length > shorter && ids.length <= longest),
        { ...options, buckets: [bucket] },
      );
    });
    return this.#run(
      examples,
      alike.flatMap((batches) => [...batches]),
    );
  }

  #run(examples: readonly EncodedExample[], batches: Iterable<Batch>, prefix?: FrozenPrefix): Float32Array[] {
    const position = new Map(examples.map(({ id }, i) => [id, i]));
    const rows: Float32Array[] = new Array<Float32Array>(examples.length);
    for (const batch of batches) {
      const inputs = { ...toTextInputs(batch), ...(prefix && { lowerStates: prefix.states(batch) }) };
      const { logits } = this.#step.run(inputs);
      const [, numClasses = 0] = logits.shape;
      const values = logits.dataSync<'float32'>();
      tf.dispose([logits, ...Object.values(inputs)]);
      batch.exampleIds.forEach((id, row) => {
        const index = position.get(id);
        if (index !== undefined) rows[index] = values.slice(row * numClasses, (row + 1) * numClasses);
      });
    }
    return rows;
  }

  dispose(): void {
    this.#step.dispose();
  }
}

/**
 * The class with the largest logit (the first of equals), or the predicted number of a regression.
 *
 * @throws UserError if a logit is not finite: no class is the largest then
 */
export function toPrediction(kind: TaskKind, logits: Float32Array): number {
  const broken = logits.find((value) => !Number.isFinite(value));
  if (broken !== undefined)
    throw new UserError(
      `Expected finite logits, got ${broken}: the model has diverged, or its weights are no good.`,
    );
  if (kind === 'regression') return logits[0] ?? NaN;
  return logits.reduce((best, value, i) => (value > (logits[best] ?? -Infinity) ? i : best), 0);
}
