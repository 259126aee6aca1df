import { mean } from '../numbers.ts';
import { at, type Matrix } from './matrix.ts';
import type { RepresentationMeasure } from './representation-measure.ts';
import { effectsOnMeans, type SampleEffects } from './sample-effects.ts';

/** Of a sample's vectors x before a layer and y after it. */
export interface VectorProducts {
  /** ‖x‖² */
  readonly xx: number;
  /** x·y */
  readonly xy: number;
  /** ‖y‖² */
  readonly yy: number;
}

/** The mean over samples of a number that each sample's input and output of a layer give. Keeps one for each layer and sample. */
export class SampleMeans implements RepresentationMeasure {
  readonly #ofSample: (products: VectorProducts) => number;
  /** [L][M] */
  readonly #values: number[][] = [];

  constructor(ofSample: (products: VectorProducts) => number) {
    this.#ofSample = ofSample;
  }

  add(representations: readonly Matrix[]): void {
    representations.slice(1).forEach((output, l) => {
      const ofLayer = (this.#values[l] ??= []);
      for (const products of productsOfRows(representations[l] as Matrix, output))
        ofLayer.push(this.#ofSample(products));
    });
  }

  values(): number[] {
    return this.#values.map(mean);
  }

  effects(): SampleEffects {
    return effectsOnMeans(this.#values);
  }
}

function* productsOfRows(x: Matrix, y: Matrix): Iterable<VectorProducts> {
  for (let row = 0; row < x.rows; row++) {
    let [xy, xx, yy] = [0, 0, 0];
    for (let j = row * x.columns; j < (row + 1) * x.columns; j++) {
      const [a, b] = [at(x.data, j), at(y.data, j)];
      xy += a * b;
      xx += a * a;
      yy += b * b;
    }
    yield { xx, xy, yy };
  }
}
