import {
  compile,
  Dropout,
  type NamedTensors,
  type Parameter,
  type Tensor,
  tapGradient,
  tf,
  valueAndGradients,
} from '@lamella/engine';
import { findTargets, type Target } from '@lamella/adapters';
import type { Batch } from '@lamella/datasets';
import { FisherAccumulator, type NormChoice, type SampleEffects } from '@lamella/metrics';
import type { Dense, Model, Projection } from '@lamella/models';
import { type BatchInputs, toInputs, toModelInputs } from '../batch-inputs.ts';
import { predictionLosses, type TaskKind } from '../losses.ts';
import { singleSamples } from './single-samples.ts';
import { normsOfPackedTexts, normsOfSamples, type SquaredNorms } from './squared-norms.ts';

/** Low-rank adapters that the Fisher information is taken of, instead of the frozen weights themselves. */
export interface LoraProbe {
  /** alpha / rank */
  readonly factor: number;
  readonly rank: number;
  /** A of a module, [R, in]; B is zero. Stays the caller's. */
  a(path: string): Tensor;
}

/** Settings of a Fisher pass. */
export interface FisherOptions {
  readonly kind: TaskKind;
  /** Linear maps of each layer whose weights count. */
  readonly targets: readonly string[];
  /** Take the gradient with respect to LoRA's B (at B = 0) instead of the weights. */
  readonly lora?: LoraProbe;
  /** The loss of a sample, for language models: the mean or the sum over its predicted tokens. @default 'mean' */
  readonly reduction?: 'mean' | 'sum';
  readonly isEager?: boolean;
  onBatch?(numSamplesDone: number): void;
}

/** The Fisher information of the target weights. */
export interface FisherScores {
  /** Of each layer: the sum over its target weights. */
  readonly layers: readonly number[];
  /** Of each layer: the sum divided by the number of parameters. */
  readonly perParameter: readonly number[];
  /** Of each weight, by the module's path. */
  readonly weights: ReadonlyMap<string, number>;
  /** Of each layer by a choice: `layers` by default, `perParameter`, or the mean norms of samples' gradients. */
  scores(choice?: NormChoice): readonly number[];
  /** Effects of single samples on the same. */
  effects(choice?: NormChoice): SampleEffects;
}

/**
 * The diagonal of the empirical Fisher information, summed over each layer's target weights: the mean over samples of the
 * squared norm of the gradient of one sample's log-likelihood.
 *
 * A linear map's gradient for sample i is dY_iᵀ X_i, so its squared norm is the sum of the entries of (X_i X_iᵀ) ∘ (dY_i dY_iᵀ): one
 * backward pass over a batch gives the norms of all its samples, and no gradient of a weight is ever formed. Where a map is
 * also applied to rows that all samples share, samples go through one by one.
 */
export function measureFisher(model: Model, batches: Iterable<Batch>, options: FisherOptions): FisherScores {
  const targets = findTargets(model, [...model.layers.keys()], options.targets);
  const weights = targets.map(({ layer, projection }) => ({
    layer,
    parameters: countParameters(projection, options.lora),
  }));
  const accumulator = new FisherAccumulator(weights);
  const step = compile((inputs: BatchInputs) => squaredNorms(model, inputs, { targets, options }), {
    name: 'fisher',
    isEager: options.isEager ?? false,
  });
  let numDone = 0;
  try {
    for (const batch of model.sharedInputs === undefined ? batches : singleSamples(batches)) {
      const inputs = toInputs(batch, options.reduction === 'sum' ? 'prediction' : 'example');
      const { norms } = step.run(inputs) as { norms: Tensor };
      const rows = norms.arraySync() as number[][];
      tf.dispose([norms, ...Object.values(inputs)]);
      const numSamples = batch.weights.reduce((a, b) => a + b, 0);
      accumulator.add(rows, numSamples);
      numDone += numSamples;
      options.onBatch?.(numDone);
    }
  } finally {
    step.dispose();
  }
  const scores = accumulator.weightScores();
  return {
    layers: accumulator.layerScores(model.layers.length),
    perParameter: accumulator.layerScores(model.layers.length, { perParameter: true }),
    weights: new Map(targets.map(({ projection }, i) => [projection.base.path, scores[i] ?? NaN])),
    scores: (choice) => accumulator.layerScores(model.layers.length, choice),
    effects: (choice) => accumulator.layerEffects(model.layers.length, choice),
  };
}

/** Squared gradient norms of every target weight and sample: [W, B], or [W, S] for packed rows. */
function squaredNorms(
  model: Model,
  inputs: BatchInputs,
  { targets, options }: { readonly targets: readonly Target[]; readonly options: FisherOptions },
): NamedTensors {
  const { inputIds, packing } = toModelInputs(model, inputs);
  const norms = packing === undefined ? normsOfSamples(inputIds.shape[0] ?? 0) : normsOfPackedTexts(packing);
  const probes = targets.map(({ projection }) => new Probe(projection));
  const replaced = insertProbes(model, targets, probes);
  try {
    const { value, gradients } = valueAndGradients(() => {
      const losses = predictionLosses({ model, kind: options.kind }, inputs, new Dropout());
      // The samples' losses don't share weights' gradients: each row of dY belongs to one sample.
      return tf.sum(tf.mul(losses, inputs.weights));
    }, inputParameters(model));
    const ofWeights = tf.stack(probes.map((probe) => probe.squaredNorms(norms, options.lora)));
    tf.dispose([value, ...gradients]);
    return { norms: ofWeights };
  } finally {
    replaced.restore();
    for (const probe of probes) probe.dispose();
  }
}

/** The weights nearest to the input: the backward pass to them goes through every layer. */
function inputParameters(model: Model): Parameter[] {
  const [first] = model.parameters.values();
  if (first === undefined) throw new Error('Expected a model with parameters, got none');
  return [first, ...(model.sharedInputs ?? [])];
}

function countParameters({ inFeatures, outFeatures }: Projection, lora: LoraProbe | undefined): number {
  return outFeatures * (lora?.rank ?? inFeatures);
}

/** One use of a linear map: what goes in and the gradient of what comes out. */
interface Use {
  readonly input: Tensor;
  gradient?: Tensor;
}

/** Stands in for a linear map and keeps its uses. */
class Probe implements Projection {
  readonly base: Dense;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly #projection: Projection;
  readonly #uses: Use[] = [];

  constructor(projection: Projection) {
    this.#projection = projection;
    this.base = projection.base;
    this.inFeatures = projection.inFeatures;
    this.outFeatures = projection.outFeatures;
  }

  apply(x: Tensor, dropout: Dropout): Tensor {
    const use: Use = { input: tf.keep(x.clone()) };
    this.#uses.push(use);
    return tapGradient(this.#projection.apply(x, dropout), (gradient) => {
      use.gradient = tf.keep(gradient.clone());
    });
  }

  /** ‖dY_iᵀ X_i‖² of every sample i: [n]. With LoRA's B: ‖factor · dY_iᵀ (X_i Aᵀ)‖². */
  squaredNorms(normsOf: SquaredNorms, lora: LoraProbe | undefined): Tensor {
    const gradients = this.#uses.map(({ gradient }) => gradient).filter((gradient) => gradient !== undefined);
    if (gradients.length === 0 || gradients.length < this.#uses.length) {
      throw new Error(`Expected the loss to depend on ${this.base.path}, but no gradient reaches it`);
    }
    return tf.tidy(() => {
      const reduce = (input: Tensor): Tensor =>
        lora === undefined
          ? input
          : tf.matMul(input as tf.Tensor2D, lora.a(this.base.path) as tf.Tensor2D, false, true);
      const inputs = this.#uses.map(({ input }) => reduce(input));
      const norms = normsOf(inputs, gradients);
      return lora === undefined ? norms : tf.mul(norms, lora.factor ** 2);
    });
  }

  dispose(): void {
    for (const { input, gradient } of this.#uses)
      tf.dispose([input, ...(gradient === undefined ? [] : [gradient])]);
  }
}

function insertProbes(
  model: Model,
  targets: readonly Target[],
  probes: readonly Probe[],
): { restore(): void } {
  const set = (choose: (i: number) => Projection | undefined): void => {
    targets.forEach(({ layer, name }, i) => {
      const projection = choose(i);
      if (projection !== undefined) model.layers[layer]?.projections.set(name, projection);
    });
  };
  set((i) => probes[i]);
  return { restore: () => set((i) => targets[i]?.projection) };
}
