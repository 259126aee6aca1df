import { messageOf } from '@lamella/core';
import { type NamedTensors, type Tensor, tf } from '../index.ts';
import { expectTensorsClose, type Tolerance } from './tensors-close.ts';

/** Large against float32's rounding; Richardson's extrapolation takes out the error of second order. */
const STEP = 2 ** -4;

/**
 * The gradient of a scalar function by central differences, extrapolated from two step sizes (Richardson 1911):
 * (4 D(h / 2) - D(h)) / 3, with D(h) = (f(x + h) - f(x - h)) / 2h. Good to about 1e-4 of the largest element for
 * functions of moderate size that are smooth.
 *
 * @param f a scalar
 * @param x float32, any shape
 * @returns d f / d x in the shape of x; caller disposes
 */
export function finiteDifference(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const values = x.dataSync<'float32'>();
  const valueAt = (position: number, value: number): number =>
    tf.tidy(() => {
      const moved = Float32Array.from(values);
      moved[position] = value;
      return f(tf.tensor(moved, x.shape)).dataSync()[0] ?? NaN;
    });
  const difference = (position: number, step: number): number => {
    const centre = values[position] ?? NaN;
    const [right, left] = [Math.fround(centre + step), Math.fround(centre - step)];
    return (valueAt(position, right) - valueAt(position, left)) / (right - left);
  };
  const gradient = Float32Array.from(
    values,
    (_, i) => (4 * difference(i, STEP / 2) - difference(i, STEP)) / 3,
  );
  return tf.tensor(gradient, x.shape);
}

/**
 * Checks autodiff's gradients of a scalar function against finite differences.
 *
 * @param f a scalar; depends on every input
 * @param inputs float32
 */
export function expectCorrectGradients(
  f: (inputs: NamedTensors) => Tensor,
  inputs: NamedTensors,
  tolerance: Tolerance = { absolute: 1e-4, relative: 1e-3 },
): void {
  for (const [name, x] of Object.entries(inputs)) {
    const ofInput = (value: Tensor): Tensor => f({ ...inputs, [name]: value });
    const gradient = tf.grad((value) => ofInput(value))(x);
    const expected = finiteDifference(ofInput, x);
    try {
      expectTensorsClose(gradient, expected, tolerance);
    } catch (error) {
      throw new Error(`The gradient with respect to ${name}: ${messageOf(error)}`, { cause: error });
    } finally {
      tf.dispose([gradient, expected]);
    }
  }
}
