import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { executeOwn } from '../native/own-kernels.ts';
import { compile, rmsNorm, type NamedTensors, type Tensor, tf } from '../index.ts';

const epsilon = 1e-5;
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0.5, 2, 'float32', seed);

// Shorter than, and no multiple of the lanes of a vector; the last one is worth two threads.
test.each([
  [3, 5],
  [7, 67],
  [400, 384],
])('%i rows of %i: the ops give what double precision gives', (rows, size) => {
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      const [x, factor, dy] = [random([rows, size], 1), random([size], 2), random([rows, size], 3)];
      const inputs = [x, factor] as const;
      const [value, normalised, scale] = executeOwn('LamellaRmsNorm', inputs, {
        numOutputs: 3,
        numbers: { epsilon },
      }) as [Tensor, Tensor, Tensor];
      const [dx] = executeOwn('LamellaRmsNormGradient', [dy, normalised, scale, factor], { numOutputs: 1 });
      const [xs, ws, gs] = [x, factor, dy].map((tensor) => tensor.dataSync()) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const row = (all: ArrayLike<number>, n: number): number[] =>
        Array.from({ length: size }, (_, i) => all[n * size + i] ?? NaN);
      const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / size;
      const expected = Array.from({ length: rows }, (_, n) => {
        const [z, g] = [row(xs, n), row(gs, n).map((gradient, i) => gradient * (ws[i] ?? NaN))];
        const r = 1 / Math.sqrt(mean(z.map((one) => one * one)) + epsilon);
        const slope = mean(z.map((one, i) => one * r * (g[i] ?? NaN)));
        return {
          value: z.map((one, i) => one * r * (ws[i] ?? NaN)),
          dx: z.map((one, i) => r * ((g[i] ?? NaN) - one * r * slope)),
        };
      });
      expectTensorsClose(
        value,
        expected.map((one) => one.value),
        { absolute: 1e-5 },
      );
      expectTensorsClose(
        dx as Tensor,
        expected.map((one) => one.dx),
        { absolute: 2e-5 },
      );
    });
  });
});

test('only steps that keep bfloat16 use them, and get nearly the same gradients', () => {
  const matrix = tf.randomNormal([20, 20], 0, 0.3, 'float32', 4) as tf.Tensor2D;
  const [x, factor] = [random([6, 20], 5), random([20], 6)];
  const f = (input: Tensor, weight: Tensor): Tensor =>
    tf.matMul(
      rmsNorm({ x: tf.matMul(input as tf.Tensor2D, matrix), factor: weight, epsilon }) as tf.Tensor2D,
      matrix,
    );
  const steps = (['float32', 'bfloat16'] as const).map((matmulPrecision) =>
    compile(
      ({ x: input, factor: weight }: NamedTensors): NamedTensors => {
        const [dx, dfactor] = tf.grads(f)([input as Tensor, weight as Tensor]) as [Tensor, Tensor];
        return { dx, dfactor };
      },
      { name: 'rms-norm', matmulPrecision },
    ),
  );
  const [full, reduced] = steps.map((step) => step.run({ x, factor }));
  for (const name of ['dx', 'dfactor']) {
    const [a, b] = [reduced?.[name] as Tensor, full?.[name] as Tensor];
    expect(tf.tidy(() => tf.div(tf.norm(tf.sub(a, b)), tf.norm(b)).dataSync()[0])).toBeLessThan(0.03);
  }
  const uses = steps.map(({ operations: [ops] }) =>
    ops?.some(({ type }) => type === 'LamellaRmsNormGradient'),
  );
  expect(uses).toEqual([false, true]);
  for (const step of steps) step.dispose();
  tf.dispose([matrix, x, factor, full, reduced]);
});
