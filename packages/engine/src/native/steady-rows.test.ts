import { tf } from './tf.ts';
import { hasSteadyRows } from './steady-rows.ts';

test('where it is said, a row of a product is the same whatever other rows there are', () => {
  const weights = tf.randomNormal([96, 160], 0, 1, 'float32', 1) as tf.Tensor2D;
  const rows = tf.randomNormal([520, 96], 0, 1, 'float32', 2) as tf.Tensor2D;
  const all = tf.matMul(rows, weights).dataSync();
  const isSame = [8, 16, 37, 200, 519].map((count) => {
    const few = tf.matMul(tf.slice(rows, [0, 0], [count, 96]), weights).dataSync();
    return few.every((value, i) => value === all[i]);
  });
  if (hasSteadyRows()) expect(isSame).toEqual(isSame.map(() => true));
  else expect(hasSteadyRows()).toBe(false);
  tf.dispose([weights, rows]);
});
