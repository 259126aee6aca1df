import { at, type Matrix } from './matrix.ts';
import type { RepresentationMeasure } from './representation-measure.ts';

/**
 * Block Influence of every layer: 1 minus the mean over samples of the cosine of the layer's input and output,
 * `1 − E[x·y / (‖x‖ ‖y‖)]`, 0 for a layer that changes no direction and at most 2.
 *
 * ShortGPT takes the mean over all tokens; here, as for CKA, one pooled vector stands for a sample.
 *
 * @see arXiv 2403.03853, equation 1
 */
export class BlockInfluence implements RepresentationMeasure {
  #numSamples = 0;
  readonly #sums: number[] = [];

  add(representations: readonly Matrix[]): void {
    this.#numSamples += representations[0]?.rows ?? 0;
    representations.slice(1).forEach((output, l) => {
      this.#sums[l] = (this.#sums[l] ?? 0) + sumOfCosines(representations[l] as Matrix, output);
    });
  }

  /** NaN for a layer with a sample whose input or output is zero: it has no direction. */
  values(): number[] {
    return this.#sums.map((sum) => 1 - sum / this.#numSamples);
  }
}

function sumOfCosines(x: Matrix, y: Matrix): number {
  let sum = 0;
  for (let row = 0; row < x.rows; row++) {
    let [xy, xx, yy] = [0, 0, 0];
    for (let j = row * x.columns; j < (row + 1) * x.columns; j++) {
      const [a, b] = [at(x.data, j), at(y.data, j)];
      xy += a * b;
      xx += a * a;
      yy += b * b;
    }
    sum += xy / Math.sqrt(xx * yy);
  }
  return sum;
}
