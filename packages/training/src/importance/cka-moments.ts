import { compile, type CompiledStep, Float64Sum, type Tensor, tf } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import { ckaFromCrossMoments, type SampleEffects } from '@lamella/metrics';
import { effectsFromMoments } from './effects-from-moments.ts';
import { KeptSamples } from './kept-samples.ts';

/** A measure of representations that is taken on the engine, without reading them. */
export interface EngineMeasure {
  /** @param representations [L + 1, B, D]; rows of weight 0 do not count */
  add(representations: Tensor, batch: Batch): void;
  /** One value per layer, [L]. */
  values(): number[];
  /** Effects of single samples on the layers' importance; undefined where they were not asked for, or are too few to say. */
  effects(): SampleEffects | undefined;
  dispose(): void;
}

/**
 * Linear CKA between the input and the output of every layer from sums of products of features, on the engine and for any number
 * of samples; shifted by the first sample against cancellation.
 */
export class CkaMoments implements EngineMeasure {
  readonly #own: readonly Float64Sum[];
  readonly #cross: readonly Float64Sum[];
  readonly #sums: readonly Float64Sum[];
  readonly #step: CompiledStep<
    { readonly representations: Tensor; readonly shift: Tensor; readonly weights: Tensor },
    Record<string, Tensor>
  >;
  readonly #kept: KeptSamples | undefined;
  #shift: Tensor | undefined;
  #numSamples = 0;

  /** @param numSamples all samples that will be added, where the effects of single ones are wanted */
  constructor(numRepresentations: number, size: number, numSamples?: number) {
    this.#kept =
      numSamples === undefined ? undefined : new KeptSamples(numSamples, { numRepresentations, size });
    const sums = (count: number, columns: number): Float64Sum[] =>
      Array.from({ length: count }, () => new Float64Sum([size, columns]));
    this.#own = sums(numRepresentations, size);
    this.#cross = sums(numRepresentations - 1, size);
    this.#sums = sums(numRepresentations, 1);
    this.#step = compile((inputs) => this.#accumulate(inputs), { name: 'moments' });
  }

  add(representations: Tensor, batch: Batch): void {
    const [numLayers = 0, , size = 0] = representations.shape;
    this.#shift ??= tf.slice(representations, [0, 0, 0], [numLayers, 1, size]); // [L + 1, 1, D]
    const weights = tf.tensor1d(batch.weights);
    tf.dispose(this.#step.run({ representations, shift: this.#shift, weights }));
    weights.dispose();
    this.#kept?.add(representations, batch);
    this.#numSamples += batch.weights.reduce((a, b) => a + b, 0);
  }

  values(): number[] {
    const [own, cross, sums] = [readAll(this.#own), readAll(this.#cross), readAll(this.#sums)];
    const pick = (arrays: readonly Float64Array[], i: number): Float64Array =>
      arrays[i] ?? new Float64Array();
    return cross.map((crossXY, l) =>
      ckaFromCrossMoments({
        n: this.#numSamples,
        sumX: pick(sums, l),
        sumY: pick(sums, l + 1),
        crossXX: pick(own, l),
        crossXY,
        crossYY: pick(own, l + 1),
      }),
    );
  }

  effects(): SampleEffects | undefined {
    if (this.#shift === undefined || this.#kept === undefined) return undefined;
    const moments = { own: readAll(this.#own), cross: readAll(this.#cross), sums: readAll(this.#sums) };
    const kept = this.#kept.read();
    try {
      return effectsFromMoments({ ...moments, numSamples: this.#numSamples, shift: this.#shift, kept });
    } finally {
      kept.dispose();
    }
  }

  dispose(): void {
    this.#kept?.dispose();
    for (const sum of [...this.#own, ...this.#cross, ...this.#sums]) sum.dispose();
    this.#shift?.dispose();
    this.#step.dispose();
  }

  #accumulate({
    representations,
    shift,
    weights,
  }: {
    representations: Tensor;
    shift: Tensor;
    weights: Tensor;
  }): Record<string, Tensor> {
    const [, batchSize = 0] = representations.shape;
    const column = tf.reshape(weights, [batchSize, 1]);
    // Rows of weight 0 become zeros, which add nothing to any product.
    const shifted = tf.unstack(tf.sub(representations, shift)).map((x) => tf.mul(x, column)); // each [B, D]
    shifted.forEach((x, l) => {
      this.#own[l]?.addProduct(x, x);
      this.#sums[l]?.addProduct(x, column);
      const next = shifted[l + 1];
      if (next !== undefined) this.#cross[l]?.addProduct(x, next);
    });
    return { done: tf.scalar(1) };
  }
}

function readAll(sums: readonly Float64Sum[]): Float64Array[] {
  return sums.map((sum) => sum.read());
}
