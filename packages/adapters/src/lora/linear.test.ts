import { Dropout, Parameter, type Tensor, tf, valueAndGradients } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { Dense } from '@lamella/models';
import { LoraLinear } from './linear.ts';

const base = new Dense(
  'm',
  new Parameter('m.weight', tf.tensor2d([1, 0, 2, 0, 1, -1], [2, 3])),
  new Parameter('m.bias', tf.tensor1d([10, 20])),
);
const linear = new LoraLinear(
  base,
  { rank: 1, alpha: 4, dropout: 0.5 },
  { a: tf.tensor2d([[1, 2, -1]]), b: tf.tensor2d([[0.5], [-1]]) },
);
const x = tf.tensor2d([
  [1, 2, 3],
  [0, 1, 0],
]);

test('y = x Wᵀ + b + alpha / rank · x Aᵀ Bᵀ', () => {
  expect([linear.inFeatures, linear.outFeatures, linear.factor]).toEqual([3, 2, 4]);
  tf.tidy(() => {
    // x Aᵀ = [2], [2]; times Bᵀ = [1, -2]; times 4.
    expectTensorsClose(linear.apply(x, new Dropout()), [
      [17 + 4, 19 - 8],
      [10 + 4, 21 - 8],
    ]);
  });
});

test('rsLoRA scales by alpha / √rank', () => {
  const start = { a: tf.ones([4, 3]), b: tf.ones([2, 4]) };
  const stable = new LoraLinear(base, { rank: 4, alpha: 6, dropout: 0, useRslora: true }, start);
  expect(stable.factor).toBe(3);
  tf.tidy(() => expectTensorsClose(stable.delta(), tf.fill([2, 3], 12)));
  stable.dispose();
});

test('what merging adds to W gives the same', () => {
  tf.tidy(() => {
    expectTensorsClose(linear.delta(), [
      [2, 4, -2],
      [-4, -8, 4],
    ]);
    const merged = linear.mergedWeight() as tf.Tensor2D;
    const expected = tf.add(tf.matMul(x, merged, false, true), [10, 20]);
    expectTensorsClose(linear.apply(x, new Dropout()), expected);
  });
});

test('gradients: dA = factor · (dY B)ᵀ x, dB = factor · dYᵀ (x Aᵀ)', () => {
  tf.tidy(() => {
    const dy = tf.tensor2d([
      [1, -2],
      [3, 0.5],
    ]);
    const loss = (): Tensor => tf.sum(tf.mul(linear.apply(x, new Dropout()), dy));
    const { gradients } = valueAndGradients(loss, [linear.a, linear.b]);
    const [a, b] = [linear.a, linear.b].map((parameter) => parameter.value() as tf.Tensor2D);
    const expectedA = tf.mul(tf.matMul(tf.matMul(dy, b as tf.Tensor2D), x, true), 4);
    const expectedB = tf.mul(tf.matMul(dy, tf.matMul(x, a as tf.Tensor2D, false, true), true), 4);
    expectTensorsClose(gradients[0] as Tensor, expectedA);
    expectTensorsClose(gradients[1] as Tensor, expectedB);
  });
});

test('dropout acts on the input of the update only', () => {
  tf.tidy(() => {
    const seed = tf.tensor1d([3, 1], 'int32');
    const plain = base.apply(x);
    const update = tf.sub(linear.apply(x, new Dropout(seed)), plain);
    const kept = new Dropout(seed).apply(x, 0.5) as tf.Tensor2D;
    expectTensorsClose(update, tf.matMul(kept, linear.delta() as tf.Tensor2D, false, true), {
      absolute: 1e-5,
    });
  });
});

test('compiled as eager, dropout included', () => {
  const seed = tf.tensor1d([3, 1], 'int32');
  expectCompiledEqualsEager(
    ({ x: input, seed: s }) => ({ y: linear.apply(input as Tensor, new Dropout(s)) }),
    {
      x,
      seed,
    },
  );
  seed.dispose();
});
