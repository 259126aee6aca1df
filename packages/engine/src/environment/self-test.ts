import type { Check } from './environment-report.ts';

type Engine = typeof import('../index.ts');

/** A matmul and a gradient against values worked out by hand. */
export function selfTest({ tf }: Engine): Check[] {
  const checks: Check[] = [];
  tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const product = tf.matMul(x, tf.tensor2d([5, 6, 7, 8], [2, 2]));
    checks.push(compare('matmul', [19, 22, 43, 50], product.dataSync()));
    // The residual x w - y is [-2.5, -2.5], and the gradient of its squares' sum is 2 xᵀ (x w - y).
    const w = tf.tensor2d([0.5, -1], [2, 1]);
    const y = tf.tensor2d([1, 0], [2, 1]);
    const gradient = tf.grad((v) => tf.sum(tf.square(tf.sub(tf.matMul(x, v as typeof w), y))))(w);
    checks.push(compare('gradient', [-20, -30], gradient.dataSync()));
  });
  return checks;
}

function compare(name: string, expected: readonly number[], values: ArrayLike<number>): Check {
  const found = Array.from(values);
  const passed = found.length === expected.length && found.every((value, i) => value === expected[i]);
  return { name, expected, found, passed };
}
