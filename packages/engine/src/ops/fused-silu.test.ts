import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { executeOwn } from '../native/own-kernels.ts';
import { compile, type NamedTensors, siluWithDerivative, type Tensor, tf } from '../index.ts';

/** Not a multiple of the lanes of a vector, from the far left to the far right, and long enough for two threads. */
const places = tf.linspace(-100, 100, 200_003);
afterAll(() => places.dispose());

test('the op gives what double precision gives', () => {
  expectNoLeakedTensors(() => {
    const [value, derivative] = executeOwn('LamellaSilu', [places], { numOutputs: 2 }) as [Tensor, Tensor];
    const [xs, values, slopes] = [places, value, derivative].map((tensor) => tensor.dataSync());
    xs?.forEach((x, i) => {
      const gate = 1 / (1 + Math.exp(-x));
      const off = Math.abs((values?.[i] ?? NaN) - x * gate) / (1 + Math.abs(x));
      if (!(off < 1e-6)) expect([x, values?.[i]]).toEqual([x, x * gate]);
      const slope = gate * (1 + x * (1 - gate));
      if (!(Math.abs((slopes?.[i] ?? NaN) - slope) < 2e-6)) expect([x, slopes?.[i]]).toEqual([x, slope]);
    });
    tf.dispose([value, derivative]);
  });
});

test('only steps that keep bfloat16 use it, and get nearly the same', () => {
  const weight = tf.randomNormal([8, 20], 0, 1, 'float32', 1);
  const x = tf.randomNormal([5, 8], 0, 1, 'float32', 2);
  const steps = (['float32', 'bfloat16'] as const).map((matmulPrecision) =>
    compile(
      ({ x: input }: NamedTensors): NamedTensors => ({
        ...siluWithDerivative(tf.matMul(input as tf.Tensor2D, weight as tf.Tensor2D)),
      }),
      { name: 'silu', matmulPrecision },
    ),
  );
  const [full, reduced] = steps.map((step) => step.run({ x }));
  for (const name of ['value', 'derivative'])
    expectTensorsClose(reduced?.[name] as Tensor, full?.[name] as Tensor, { absolute: 0.05 });
  const uses = steps.map(({ operations: [ops] }) => ops?.some(({ type }) => type === 'LamellaSilu'));
  expect(uses).toEqual([false, true]);
  for (const step of steps) step.dispose();
  tf.dispose([weight, x, full, reduced]);
});
