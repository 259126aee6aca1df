import { delayUntil } from './delay-until.ts';
import { gradientsOnOwnTape } from './gradients.ts';
import { requireOwnKernels } from '../native/own-kernels.ts';
import type { Parameter } from '../weights/parameter.ts';
import type { Dropout } from './dropout.ts';
import { type NamedTensors, type Tensor, tf } from '../native/tf.ts';

/** Inputs of a function that is computed twice. */
export interface RecomputeInputs<Context extends NamedTensors> {
  readonly x: Tensor;
  readonly dropout: Dropout;
  /** Further inputs, such as masks: kept for the backward pass, and without a gradient. */
  readonly context: Context;
  /** Every parameter of it that a gradient is wanted of. */
  readonly parameters: readonly Parameter[];
}

/** A part of a model that can be computed again from its input. */
export type Recomputable<Context extends NamedTensors> = (
  x: Tensor,
  dropout: Dropout,
  context: Context,
) => Tensor;

/**
 * Gradient checkpointing (Chen et al. 2016): f(x), of which the backward pass keeps x alone. It computes f again, from x and parameters that
 * wait for the gradient of the result, and with the same dropout. On CPUs only.
 *
 * @param f reads its arguments and parameters; all other tensors must outlive the backward pass
 * @returns caller disposes
 */
export function recompute<Context extends NamedTensors>(
  f: Recomputable<Context>,
  { x, dropout, context, parameters }: RecomputeInputs<Context>,
): Tensor {
  requireRecomputation();
  const names = Object.keys(context);
  const start = dropout.numCalls;
  const values = parameters.map((parameter) => parameter.value());
  return tf.customGrad((...inputs) => {
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc;
    save([x, ...Object.values(context)]);
    const first = dropout.replay(start, x);
    const value = f(x, first, context);
    dropout.skipTo(first.numCalls);
    return {
      value,
      gradFunc: (dy: Tensor, [input, ...others]: Tensor[]) =>
        tf.tidy(() => {
          const saved = Object.fromEntries(names.map((name, i) => [name, others[i]])) as unknown as Context;
          const sources = [input as Tensor, ...values].map((source) => delayUntil(source, dy));
          const [again, ...weights] = sources as [Tensor, ...Tensor[]];
          const run = (): Tensor => f(again, dropout.replay(start, dy), saved);
          const gradients = withBound(parameters, weights, () => gradientsOnOwnTape(run, sources, dy));
          return gradients.map((gradient, i) => gradient ?? tf.zerosLike(sources[i] as Tensor));
        }),
    };
  })(x, ...values);
}

function withBound<T>(parameters: readonly Parameter[], values: readonly Tensor[], body: () => T): T {
  const previous = parameters.map((parameter, i) => parameter.bind(values[i]));
  try {
    return body();
  } finally {
    parameters.forEach((parameter, i) => parameter.bind(previous[i]));
  }
}

/** @throws {UserError} where {@link recompute} can't run */
export function requireRecomputation(): void {
  requireOwnKernels('training with gradient checkpointing');
}
