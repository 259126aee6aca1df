import { effectsOnMeans, type SampleEffects } from '../similarity/sample-effects.ts';

/** One adapted weight of one layer. */
export interface FisherWeight {
  readonly layer: number;
  /** How many numbers the weight holds. */
  readonly parameters: number;
}

/** The choice of what is taken of the norms of the samples' gradients. */
export interface NormChoice {
  /** Divides a layer's squared norms by the number of its parameters. Default: false. */
  readonly perParameter?: boolean;
  /** The power of a sample's norm whose mean is taken: 2, the Fisher information (the default), or 1, the mean norm. */
  readonly power?: 1 | 2;
}

/**
 * Importance of layers by the diagonal of the empirical Fisher information: of every target weight W the mean
 * over samples of ‖∂ log p(y|x) / ∂W‖²_F (the gradient of each sample alone, squared, then averaged), summed
 * over the layer's weights.
 *
 * @example
 * const fisher = new FisherAccumulator([{ layer: 0, parameters: 16384 }, { layer: 1, parameters: 16384 }]);
 * fisher.add([Float32Array.of(0.5, 0.1), Float32Array.of(0.2, 0.3)]); // two weights, two samples
 * fisher.layerScores(2); // [0.3, 0.25]
 */
export class FisherAccumulator {
  readonly #weights: readonly FisherWeight[];
  readonly #sums: Float64Array;
  /** Of every layer with weights, their squared norms together, for each sample. */
  readonly #ofSamples = new Map<number, number[]>();
  #samples = 0;

  /** @param weights the target weights, in the order in which their norms will be added */
  constructor(weights: readonly FisherWeight[]) {
    this.#weights = weights;
    this.#sums = new Float64Array(weights.length);
  }

  /**
   * Adds a batch.
   *
   * @param squaredNorms for each weight the squared norm of each sample's gradient, [B]
   * @param samples how many of the B are real; those after them fill up the batch. Default: all
   */
  add(squaredNorms: readonly ArrayLike<number>[], samples = squaredNorms[0]?.length ?? 0): void {
    if (squaredNorms.length !== this.#weights.length) {
      throw new RangeError(`Expected norms of ${this.#weights.length} weights, got ${squaredNorms.length}`);
    }
    squaredNorms.forEach((norms, weight) => {
      if (norms.length < samples)
        throw new RangeError(`Expected norms of ${samples} samples, got ${norms.length}`);
      for (let i = 0; i < samples; i++) this.#sums[weight] = (this.#sums[weight] ?? 0) + (norms[i] ?? NaN);
    });
    this.#samples += samples;
    this.#keepSamples(squaredNorms, samples);
  }

  /** The Fisher information of every weight: the mean over samples of its squared norms. NaN without samples. */
  weightScores(): number[] {
    return Array.from(this.#sums, (sum) => sum / this.#samples);
  }

  /**
   * The score of every layer, [numLayers]: the sum over its weights, or with `perParameter` that sum divided by
   * the number of their parameters; with power 1 the mean over samples of the root of that sample's sum, the norm of the
   * gradient of all the layer's weights together. 0 for a layer without target weights.
   */
  layerScores(numLayers: number, { perParameter = false, power = 2 }: NormChoice = {}): number[] {
    if (power === 1) return [...this.layerEffects(numLayers, { perParameter, power }).estimates];
    const scores = this.weightScores();
    return Array.from({ length: numLayers }, (_, layer) => {
      const members = this.#weights.flatMap((weight, i) => (weight.layer === layer ? [i] : []));
      const sum = members.reduce((total, i) => total + (scores[i] ?? NaN), 0);
      return perParameter ? sum / this.#parametersOf(layer) : sum;
    });
  }

  /**
   * Effects of single samples on {@link layerScores}, which are means over them. A number is kept for each layer and
   * sample.
   */
  layerEffects(numLayers: number, { perParameter = false, power = 2 }: NormChoice = {}): SampleEffects {
    const ofLayers = Array.from({ length: numLayers }, (_, layer) => {
      const parameters = perParameter ? this.#parametersOf(layer) : 1;
      const norms = this.#ofSamples.get(layer) ?? new Array<number>(this.#samples).fill(0);
      return norms.map((norm) => (power === 1 ? Math.sqrt(norm / parameters) : norm / parameters));
    });
    return effectsOnMeans(ofLayers);
  }

  #parametersOf(layer: number): number {
    const ofLayer = this.#weights.filter((weight) => weight.layer === layer);
    return ofLayer.reduce((total, { parameters }) => total + parameters, 0) || 1;
  }

  #keepSamples(squaredNorms: readonly ArrayLike<number>[], samples: number): void {
    for (const layer of new Set(this.#weights.map((weight) => weight.layer))) {
      const ofLayer = squaredNorms.filter((_, weight) => this.#weights[weight]?.layer === layer);
      const kept = this.#ofSamples.get(layer) ?? [];
      for (let i = 0; i < samples; i++) kept.push(ofLayer.reduce((sum, norms) => sum + (norms[i] ?? NaN), 0));
      this.#ofSamples.set(layer, kept);
    }
  }
}
