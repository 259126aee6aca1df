import { Parameter, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { PLAIN_NORM, RmsNorm, SHIFTED_NORM } from './rms-norm.ts';

test.each([
  [PLAIN_NORM, [2, 1]],
  [SHIFTED_NORM, [1, 0]],
])('divides by the root of the mean square and multiplies by the factor (%#)', (style, weight) => {
  const norm = new RmsNorm(new Parameter('norm.weight', tf.tensor1d(weight)), 1, style);
  // mean square of (3, 4) is 12.5, with epsilon 13.5
  const root = Math.sqrt(13.5);
  expectTensorsClose(norm.apply(tf.tensor2d([[3, 4]])), [[(3 / root) * 2, 4 / root]]);
});
