import { Random } from '@lamella/core';
import { expectCompiledEqualsEager, expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { acquireBfloat16, releaseBfloat16 } from './bfloat16-casts.ts';
import { currentBinding, DataType, tensorId } from '../native/binding.ts';
import { compile, type NamedTensors, tf } from '../index.ts';

interface X extends NamedTensors {
  readonly x: tf.Tensor2D;
}

const binding = currentBinding();

/** A matrix of numbers in (-1, 1); caller disposes. */
function matrix(rows: number, columns: number): tf.Tensor2D {
  const random = new Random(`${rows} by ${columns}`);
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => 2 * random.next() - 1),
    [rows, columns],
  );
}

test('a tensor is cast once, and the copy is freed with its last user', () => {
  const x = matrix(4, 4);
  const before = binding.getNumOfTensors() + 1; // x, uploaded now
  const first = acquireBfloat16(binding, tensorId(x));
  expect(first).toMatchObject({ dtype: DataType.bfloat16, shape: [4, 4] });
  expect(acquireBfloat16(binding, tensorId(x)).id).toBe(first.id);
  expect(binding.getNumOfTensors()).toBe(before + 1);
  releaseBfloat16(binding, tensorId(x));
  expect(binding.getNumOfTensors()).toBe(before + 1);
  releaseBfloat16(binding, tensorId(x));
  expect(binding.getNumOfTensors()).toBe(before);
  expect(() => releaseBfloat16(binding, tensorId(x))).toThrow(/Expected a bfloat16 copy/);
  x.dispose();
});

describe('steps with bfloat16 matmuls', () => {
  const weight = matrix(64, 32);
  const x = matrix(8, 64);
  afterAll(() => tf.dispose([weight, x]));
  const project = ({ x }: X): NamedTensors => ({ y: tf.matMul(x, weight) });

  test('round what goes into a matmul and what comes out, and sum in float32', () => {
    const step = compile(project, { name: 'reduced', matmulPrecision: 'bfloat16' });
    const toBfloat16 = (values: ArrayLike<number>): Float32Array =>
      Float32Array.from(values, roundToBfloat16);
    tf.tidy(() => {
      const reducedX = tf.tensor2d(toBfloat16(x.dataSync()), [8, 64]);
      const reducedWeight = tf.tensor2d(toBfloat16(weight.dataSync()), [64, 32]);
      const product = tf.matMul(reducedX, reducedWeight);
      // One unit in the last of 8 places, should the sums round differently.
      expectTensorsClose(
        step.run({ x })['y'] as tf.Tensor,
        tf.tensor2d(toBfloat16(product.dataSync()), [8, 32]),
        { relative: 2 ** -8 },
      );
    });
    step.dispose();
  });

  test('are near float32, but not equal', () => {
    expectCompiledEqualsEager(project, { x }, { matmulPrecision: 'bfloat16', relative: 0.01 });
    expect(() =>
      expectCompiledEqualsEager(project, { x }, { matmulPrecision: 'bfloat16', relative: 1e-4 }),
    ).toThrow(/off by/);
    expectCompiledEqualsEager(project, { x }, { matmulPrecision: 'float32' });
  });

  test('have gradients near float32’s', () => {
    const step = ({ x }: X): NamedTensors => ({
      gradient: tf.grad((value) => tf.sum(tf.square(tf.softmax(tf.matMul(value as tf.Tensor2D, weight)))))(x),
    });
    expectCompiledEqualsEager(step, { x }, { matmulPrecision: 'bfloat16', relative: 0.03 });
  });

  test('leave other ops in float32', () => {
    const step = ({ x }: X): NamedTensors => ({ y: tf.mul(tf.exp(x), 1 + 2 ** -20) });
    expectCompiledEqualsEager(step, { x }, { matmulPrecision: 'bfloat16' });
  });

  test('share one copy of a weight among all functions and steps', () => {
    expectNoLeakedTensors(() => {
      const steps = [1, 2].map(() => compile(project, { name: 'reduced', matmulPrecision: 'bfloat16' }));
      const before = binding.getNumOfTensors();
      tf.tidy(() => {
        for (const step of steps) for (const rows of [2, 3]) step.run({ x: tf.ones([rows, 64]) });
      });
      expect(binding.getNumOfTensors()).toBe(before + 1);
      for (const step of steps) step.dispose();
      expect(binding.getNumOfTensors()).toBe(before);
    });
  });

  test('keep the copy when the weight is disposed', () => {
    const own = matrix(64, 32);
    const step = compile(({ x }: X) => ({ y: tf.matMul(x, own) }), {
      name: 'reduced',
      matmulPrecision: 'bfloat16',
    });
    tf.tidy(() => {
      const first = step.run({ x }).y;
      own.dispose();
      expectTensorsClose(step.run({ x }).y, first, { relative: 0 });
    });
    step.dispose();
  });
});

/** To the nearest number with 8 significant bits, ties to even. */
function roundToBfloat16(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  const word = bits[0] ?? 0;
  bits[0] = ((word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000) >>> 0;
  return new Float32Array(bits.buffer)[0] ?? NaN;
}
