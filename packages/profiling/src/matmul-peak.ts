import { compile, type MatmulPrecision, tf } from '@lamella/engine';

/** Rows and columns of the matrices that the peak is measured with. */
const SIZE = 1024;
/** Products in one compiled step, so that what is around them does not count. */
const CHAIN = 8;
const REPETITIONS = 6;

/**
 * The largest rate at which this machine multiplies float32 matrices of 1024 × 1024 just now, in operations per second; with
 * `bfloat16`, the conversion of one of the two factors is part of it, as it is in a training step.
 */
export function measureMatmulPeak(precision: MatmulPrecision): number {
  const weight = tf.randomNormal([SIZE, SIZE], 0, 1 / Math.sqrt(SIZE));
  const x = tf.randomNormal([SIZE, SIZE]);
  const step = compile(
    (inputs: { readonly x: tf.Tensor }) => {
      let product = inputs.x as tf.Tensor2D;
      for (let i = 0; i < CHAIN; i++) product = tf.matMul(product, weight as tf.Tensor2D);
      return { last: tf.slice(product, [0, 0], [1, 1]) };
    },
    { name: 'matmul-peak', matmulPrecision: precision },
  );
  const seconds = Array.from({ length: REPETITIONS + 1 }, () => {
    const begin = performance.now();
    const { last } = step.run({ x }) as { last: tf.Tensor };
    last.dataSync();
    last.dispose();
    return (performance.now() - begin) / 1000;
  });
  step.dispose();
  tf.dispose([weight, x]);
  return (CHAIN * 2 * SIZE ** 3) / Math.min(...seconds.slice(1));
}
