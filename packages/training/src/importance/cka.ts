import { compile, type CompiledStep, Dropout, Float64Sum, type Tensor, tf } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import { ckaFromCrossMoments, linearCka } from '@lamella/metrics';
import type { Model } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from '../batch-inputs.ts';
import { type Pooling, pool } from './pooling.ts';

/**
 * Where a decoder's last representation R_L is taken: after the final norm, as the paper does (which makes the last layer look
 * more important than it is), or before it. Models without a final norm have one such place.
 */
export type LastLayer = 'normed' | 'raw';

/** What represents a sample. */
export interface RepresentationOptions {
  readonly pooling: Pooling;
  /** @default 'normed' */
  readonly lastLayer?: LastLayer;
  readonly isEager?: boolean;
}

/** Settings of a CKA pass. */
export interface CkaOptions extends RepresentationOptions {
  /** Samples in all batches together; decides which form of CKA is cheaper. */
  readonly numSamples: number;
  onBatch?(numSamplesDone: number): void;
}

/**
 * Linear CKA between the input and the output of every layer (paper, equation of CKA; the layer's importance is 1 minus it),
 * in one forward pass without gradients over the samples.
 *
 * With at most D samples, the representations are kept (n · D numbers per layer) and compared by the Gram matrices of the
 * samples; with more, only the products of features are, summed in float64: memory never grows with samples × layers × hidden.
 *
 * @returns L values, CKA(R_l, R_{l+1}) for layer l
 */
export function measureCka(model: Model, batches: Iterable<Batch>, options: CkaOptions): number[] {
  const isFewSamples = options.numSamples <= model.config.hiddenSize;
  const collector = isFewSamples
    ? new SampleCollector()
    : new MomentCollector(model.layers.length + 1, model.config.hiddenSize);
  const pass = new RepresentationPass(model, options);
  let numDone = 0;
  try {
    for (const batch of batches) {
      pass.run(batch, (representations) => collector.add(representations, batch));
      numDone += batch.weights.reduce((a, b) => a + b, 0);
      options.onBatch?.(numDone);
    }
    return collector.cka();
  } finally {
    collector.dispose();
    pass.dispose();
  }
}

/** The pooled representations R_0 … R_L of a batch. */
export class RepresentationPass {
  readonly #step: CompiledStep<TextInputs, { readonly representations: Tensor }>;
  readonly #pooling: Pooling;

  constructor(model: Model, { pooling, lastLayer, isEager }: RepresentationOptions) {
    this.#pooling = pooling;
    this.#step = compile(
      (inputs) => {
        const outputs = model.forward(toModelInputs(model, inputs), new Dropout());
        if (pooling === 'cls' && outputs.firstTokens !== undefined)
          return { representations: tf.stack([...outputs.firstTokens()]) };
        const { hiddenStates, lastLayerRaw } = outputs;
        const states =
          lastLayer === 'raw' && lastLayerRaw !== undefined
            ? [...hiddenStates.slice(0, -1), lastLayerRaw]
            : hiddenStates;
        return {
          representations: tf.stack(states.map((hidden) => pool(hidden, inputs.attentionMask, pooling))),
        };
      },
      { name: 'representations', isEager: isEager ?? false },
    );
  }

  /** @param use gets [L + 1, B, D], [L + 1, S, D] of packed rows; it is freed afterwards */
  run(batch: Batch, use: (representations: Tensor) => void): void {
    if (batch.packing !== undefined && this.#pooling !== 'cls')
      throw new Error(`Expected rows of one text each for pooling "${this.#pooling}", got packed ones`);
    const inputs = toTextInputs(batch);
    const { representations } = this.#step.run(inputs);
    try {
      use(representations);
    } finally {
      tf.dispose([representations, ...Object.values(inputs)]);
    }
  }

  dispose(): void {
    this.#step.dispose();
  }
}

/** Gathers representations until CKA is asked for. */
interface Collector {
  add(representations: Tensor, batch: Batch): void;
  cka(): number[];
  dispose(): void;
}

/** Keeps every sample; for few of them. */
class SampleCollector implements Collector {
  readonly #rows: Float32Array[][] = [];

  add(representations: Tensor, batch: Batch): void {
    const [numLayers = 0, batchSize = 0, size = 0] = representations.shape;
    const values = representations.dataSync<'float32'>();
    for (let l = 0; l < numLayers; l++) {
      const rows = (this.#rows[l] ??= []);
      for (let b = 0; b < batchSize; b++) {
        const start = (l * batchSize + b) * size;
        if (batch.weights[b] === 1) rows.push(values.slice(start, start + size));
      }
    }
  }

  cka(): number[] {
    const matrices = this.#rows.map((rows) => {
      const columns = rows[0]?.length ?? 0;
      const data = new Float32Array(rows.length * columns);
      rows.forEach((row, i) => data.set(row, i * columns));
      return { rows: rows.length, columns, data };
    });
    return consecutive(matrices, linearCka);
  }

  dispose(): void {
    this.#rows.length = 0;
  }
}

/** Keeps sums of products of features, for any number of samples; shifted by the first sample against cancellation. */
class MomentCollector implements Collector {
  readonly #own: readonly Float64Sum[];
  readonly #cross: readonly Float64Sum[];
  readonly #sums: readonly Float64Sum[];
  readonly #step: CompiledStep<
    { readonly representations: Tensor; readonly shift: Tensor; readonly weights: Tensor },
    Record<string, Tensor>
  >;
  #shift: Tensor | undefined;
  #numSamples = 0;

  constructor(numRepresentations: number, size: number) {
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
    this.#numSamples += batch.weights.reduce((a, b) => a + b, 0);
  }

  cka(): number[] {
    const read = (sums: readonly Float64Sum[]): Float64Array[] => sums.map((sum) => sum.read());
    const [own, cross, sums] = [read(this.#own), read(this.#cross), read(this.#sums)];
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

  dispose(): void {
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

function consecutive<T>(items: readonly T[], compare: (a: T, b: T) => number): number[] {
  return items.slice(0, -1).map((item, i) => compare(item, items[i + 1] as T));
}
