import { type Tensor, tf } from '../native/tf.ts';
import type { Parameter } from '../weights/parameter.ts';

/** A loss with its gradients, in the order of the parameters. */
export interface ValueAndGradients {
  readonly value: Tensor;
  readonly gradients: readonly Tensor[];
}

/**
 * The value of a scalar function and its gradients with respect to trainable parameters, by tfjs's autodiff.
 *
 * @param f a scalar; it reads the parameters through {@link Parameter.value}
 * @returns the value and d f / d parameter, each in its parameter's shape; caller disposes
 * @throws if f does not depend on one of the parameters
 */
export function valueAndGradients(f: () => Tensor, parameters: readonly Parameter[]): ValueAndGradients {
  return tf.tidy(() => {
    const values = parameters.map((parameter) => parameter.read());
    parameters.forEach((parameter, i) => parameter.bind(values[i]));
    try {
      const { value, grads } = tf.engine().gradients(() => f() as tf.Scalar, values, undefined, true);
      requireAll(grads, parameters);
      return { value, gradients: grads };
    } catch (error) {
      releaseTape();
      throw error;
    } finally {
      for (const parameter of parameters) parameter.bind(undefined);
    }
  });
}

/**
 * Gradients inside of the backward pass of others, which tfjs has one tape for.
 *
 * @param f runs in the caller's `tidy`, which owns what it gives
 * @returns d (dy · f) / d x for each x, undefined where f does not depend on it
 */
export function gradientsOnOwnTape(
  f: () => Tensor,
  xs: readonly Tensor[],
  dy: Tensor,
): readonly (Tensor | undefined)[] {
  const engine = tf.engine();
  const outer = engine.state.activeTape;
  try {
    return engine.gradients(f, [...xs], dy, true).grads;
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    engine.state.activeTape = outer;
  }
}

/** tfjs gives no gradient with respect to what the value does not depend on. */
function requireAll(gradients: readonly (Tensor | undefined)[], parameters: readonly Parameter[]): void {
  const missing = parameters.filter((_, i) => gradients[i] === undefined);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new Error(`Expected the value to depend on ${names}, but no gradient reaches it`);
}

/** Frees what tfjs had saved for a backward pass that did not come to its end. */
function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  tf.dispose((state.activeTape ?? []).flatMap(({ saved }) => saved ?? []));
  state.activeTape = [];
}

/**
 * Identity whose backward pass hands over the gradient that flows through it.
 *
 * @param x any tensor on the way to a loss
 * @param observe gets d loss / d x; it must keep (`tf.keep`, or use at once) what it needs
 */
export function tapGradient(x: Tensor, observe: (gradient: Tensor) => void): Tensor {
  return tf.customGrad((value) => ({
    value: (value as Tensor).clone(),
    gradFunc: (gradient: Tensor) => {
      observe(gradient);
      return gradient.clone();
    },
  }))(x);
}
