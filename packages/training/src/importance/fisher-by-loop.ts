import {
  compile,
  Dropout,
  type NamedTensors,
  type Parameter,
  type Tensor,
  tf,
  valueAndGradients,
} from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type BatchInputs, toInputs } from '../batch-inputs.ts';
import { predictionLosses, type TaskKind } from '../losses.ts';

/** Settings of a Fisher pass by the definition. */
export interface FisherLoopOptions {
  readonly kind: TaskKind;
  /** The weights whose Fisher information is taken: frozen ones, or the matrices of adapters. */
  readonly parameters: readonly Parameter[];
  /** As in `measureFisher`. */
  readonly reduction?: 'mean' | 'sum';
  readonly isEager?: boolean;
}

/**
 * The diagonal of the empirical Fisher information itself, by its definition: the mean over samples of the squared gradient of
 * one sample's log-likelihood, with a backward pass for every sample. It is what `measureFisher` is checked against, and gives
 * single elements; for scores of layers, that one is many times faster.
 *
 * @param samples one sample each
 * @returns the elements of each parameter in row-major order, by its name
 */
export function fisherByLoop(
  model: Model,
  samples: Iterable<Batch>,
  options: FisherLoopOptions,
): ReadonlyMap<string, Float64Array> {
  const step = compile((inputs: BatchInputs) => squaredGradients(model, inputs, options), {
    name: 'fisher-by-loop',
    isEager: options.isEager ?? false,
  });
  const sums = new Map(options.parameters.map(({ name, size }) => [name, new Float64Array(size)]));
  let numSamples = 0;
  try {
    for (const sample of samples) {
      if (sample.size !== 1) throw new Error(`Expected one sample at a time, got ${sample.size}`);
      const inputs = toInputs(sample, options.reduction === 'sum' ? 'prediction' : 'example');
      const squares = step.run(inputs);
      for (const [name, sum] of sums) addInPlace(sum, squares[name]?.dataSync() ?? []);
      tf.dispose([...Object.values(squares), ...Object.values(inputs)]);
      numSamples += 1;
    }
  } finally {
    step.dispose();
  }
  return new Map([...sums].map(([name, sum]) => [name, sum.map((value) => value / numSamples)]));
}

/** The squared gradients of one sample's loss, by the names of their parameters. */
function squaredGradients(
  model: Model,
  inputs: BatchInputs,
  { kind, parameters }: FisherLoopOptions,
): NamedTensors {
  const { gradients } = valueAndGradients(
    () => tf.sum(tf.mul(predictionLosses({ model, kind }, inputs, new Dropout()), inputs.weights)),
    parameters,
  );
  return Object.fromEntries(
    parameters.map(({ name }, i) => [name, tf.square(gradients[i] as Tensor)] as const),
  );
}

function addInPlace(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (values[i] ?? NaN);
}
