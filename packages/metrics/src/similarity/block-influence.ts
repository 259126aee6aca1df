import { mean } from '../numbers.ts';
import { at, type Matrix } from './matrix.ts';
import type { RepresentationMeasure } from './representation-measure.ts';
import { effectsOnMeans, type SampleEffects } from './sample-effects.ts';

/**
 * Block Influence of every layer: 1 minus the mean over samples of the cosine of the layer's input and output,
 * `1 − E[x·y / (‖x‖ ‖y‖)]`, 0 for a layer that changes no direction and at most 2.
 *
 * ShortGPT takes the mean over all tokens; here, as for CKA, one pooled vector stands for a sample.
 *
 * Keeps a number for each layer and sample.
 *
 * @see arXiv 2403.03853, equation 1
 */
export class BlockInfluence implements RepresentationMeasure {
  /** One minus the cosine of every sample, [L][M]. */
  readonly #distances: number[][] = [];

  add(representations: readonly Matrix[]): void {
    representations.slice(1).forEach((output, l) => {
      const ofLayer = (this.#distances[l] ??= []);
      for (const cosine of cosines(representations[l] as Matrix, output)) ofLayer.push(1 - cosine);
    });
  }

  /** NaN for a layer with a sample whose input or output is zero: it has no direction. */
  values(): number[] {
    return this.#distances.map(mean);
  }

  effects(): SampleEffects {
    return effectsOnMeans(this.#distances);
  }
}

function* cosines(x: Matrix, y: Matrix): Iterable<number> {
  for (let row = 0; row < x.rows; row++) {
    let [xy, xx, yy] = [0, 0, 0];
    for (let j = row * x.columns; j < (row + 1) * x.columns; j++) {
      const [a, b] = [at(x.data, j), at(y.data, j)];
      xy += a * b;
      xx += a * a;
      yy += b * b;
    }
    yield xy / Math.sqrt(xx * yy);
  }
}
