import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { inputGradientByOps, layerNorm, normaliseByOps } from './fused-layer-norm.ts';
import { compile, type NamedTensors, tf, type Tensor } from '../index.ts';

const epsilon = 1e-5;
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0.5, 2, 'float32', seed);
const inputsOf = (
  rows: number,
  size: number,
  hasResidual: boolean,
): Parameters<typeof normaliseByOps>[0] => ({
  x: random([rows, size], 1),
  residual: hasResidual ? random([rows, size], 2) : undefined,
  weight: random([size], 3),
  bias: random([size], 4),
  epsilon,
});

// Shorter than, equal to, and no multiple of the lanes of a vector; the last one is worth two threads.
const SIZES = [
  [3, 5],
  [4, 16],
  [7, 67],
  [400, 384],
] as const;

describe.each([true, false])('with a residual: %p', (hasResidual) => {
  test.each(SIZES)('%i rows of %i: value and gradients are those of TensorFlow’s ops', (rows, size) => {
    expectNoLeakedTensors(() => {
      tf.tidy(() => {
        const { x, residual, weight, bias } = inputsOf(rows, size, hasResidual);
        const expected = normaliseByOps({ x, residual, weight, bias, epsilon });
        expectTensorsClose(layerNorm({ x, residual, weight, bias, epsilon }), expected.value, {
          absolute: 1e-5,
        });

        const dy = random([rows, size], 5);
        const run = (...[first, factor, shift, second]: Tensor[]): Tensor =>
          layerNorm({
            x: first as Tensor,
            weight: factor as Tensor,
            bias: shift as Tensor,
            residual: second,
            epsilon,
          });
        const gradients = tf.grads(run)([x, weight, bias, ...(residual === undefined ? [] : [residual])], dy);
        const dx = inputGradientByOps(dy, { ...expected, weight });
        expectTensorsClose(gradients[0] as Tensor, dx, { absolute: 2e-5 });
        if (hasResidual) expectTensorsClose(gradients[3] as Tensor, dx, { absolute: 2e-5 });
        const dWeight = tf.sum(tf.mul(dy, expected.normalised), 0);
        expectTensorsClose(gradients[1] as Tensor, dWeight, { absolute: 1e-3 });
        expectTensorsClose(gradients[2] as Tensor, tf.sum(dy, 0), { absolute: 1e-3 });
      });
    });
  });
});

test('large equal offsets do not spoil the variance', () => {
  tf.tidy(() => {
    const x = tf.tensor2d([[1e4, 1e4 + 1, 1e4 + 2, 1e4 + 3]]);
    const y = layerNorm({ x, weight: tf.ones([4]), bias: tf.zeros([4]), epsilon: 0 }).dataSync();
    [-1.3416408, -0.4472136, 0.4472136, 1.3416408].forEach((value, i) => expect(y[i]).toBeCloseTo(value, 5));
  });
});

test('a weight of another size is refused', () => {
  tf.tidy(() => {
    const inputs = { x: tf.zeros([2, 4]), weight: tf.ones([3]), bias: tf.zeros([3]), epsilon };
    expect(() => layerNorm(inputs)).toThrow('Expected x [n, D], a bias [D] or none');
  });
});

test('runs inside of a compiled step, with its gradient', () => {
  const step = compile(
    ({ x, residual, weight, bias }: NamedTensors) => {
      const norm = (value: Tensor): Tensor =>
        layerNorm({ x: value, residual, weight: weight as Tensor, bias: bias as Tensor, epsilon });
      return { y: norm(x as Tensor), dx: tf.grad(norm)(x as Tensor) };
    },
    { name: 'layer-norm' },
  );
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      const { epsilon: _, ...inputs } = inputsOf(6, 40, true);
      const { y, dx } = step.run(inputs as NamedTensors);
      expectTensorsClose(y as Tensor, layerNorm({ ...inputs, epsilon }), { absolute: 1e-6 });
      const expected = normaliseByOps({ ...inputs, epsilon });
      const ones = tf.onesLike(inputs.x);
      expectTensorsClose(dx as Tensor, inputGradientByOps(ones, { ...expected, weight: inputs.weight }), {
        absolute: 1e-5,
      });
    });
    step.dispose();
  });
});
