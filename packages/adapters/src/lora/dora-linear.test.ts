import { Dropout, Parameter, type Tensor, tf, valueAndGradients } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { Dense } from '@lamella/models';
import { DoraLinear } from './dora-linear.ts';
import { LoraLinear } from './linear.ts';

const base = new Dense(
  'm',
  new Parameter('m.weight', tf.tensor2d([3, 0, 0, 0, 1, -1], [2, 3])),
  new Parameter('m.bias', tf.tensor1d([10, 20])),
);
const scaling = { rank: 1, alpha: 4, dropout: 0.5 };
const makeDora = (): DoraLinear =>
  new DoraLinear(new LoraLinear(base, scaling, { a: tf.tensor2d([[0, 1, 0]]), b: tf.tensor2d([[0], [0]]) }));
const x = tf.tensor2d([
  [1, 2, 3],
  [0, 1, 0],
]);

/** After a step: V = W + 4 B A has the rows [3, 4, 0] and [0, -3, -1], of the lengths 5 and √10. */
const trained = makeDora();
trained.b.assign(tf.tensor2d([[1], [-1]]));
trained.magnitude.assign(tf.tensor1d([10, 1]));

test('starts as the base, with the lengths of its rows', () => {
  const dora = makeDora();
  tf.tidy(() => {
    expectTensorsClose(dora.magnitude.value(), [3, Math.SQRT2]);
    expect(dora.apply(x, new Dropout()).dataSync()).toEqual(base.apply(x).dataSync());
  });
  expect(dora.parameters.map(({ name }) => name)).toEqual([
    'm.lora_A.weight',
    'm.lora_B.weight',
    'm.lora_magnitude_vector',
  ]);
  dora.dispose();
});

test('y = x (m / ‖V‖ · V)ᵀ + b, worked out by hand, and so is the merged weight', () => {
  const root = Math.sqrt(10);
  tf.tidy(() => {
    expectTensorsClose(trained.mergedWeight(), [
      [6, 8, 0],
      [0, -3 / root, -1 / root],
    ]);
    expectTensorsClose(trained.apply(x, new Dropout()), [
      [22 + 10, -9 / root + 20],
      [8 + 10, -3 / root + 20],
    ]);
  });
});

test('gradients take the lengths ‖V‖ as constants', () => {
  const constants = tf.tensor1d([5, Math.sqrt(10)]);
  const dy = tf.tensor2d([
    [1, -2],
    [3, 0.5],
  ]);
  const detached = (): Tensor => {
    const [a, b] = [trained.a.value(), trained.b.value()] as [tf.Tensor2D, tf.Tensor2D];
    const direction = tf.add(base.weight.value(), tf.mul(tf.matMul(b, a), 4));
    const scale = tf.expandDims(tf.div(trained.magnitude.value(), constants), 1);
    return tf.matMul(x, tf.mul(direction, scale) as tf.Tensor2D, false, true);
  };
  const loss = (y: () => Tensor) => (): Tensor => tf.sum(tf.mul(y(), dy));
  tf.tidy(() => {
    const expected = valueAndGradients(loss(detached), trained.parameters).gradients;
    const found = valueAndGradients(
      loss(() => trained.apply(x, new Dropout())),
      trained.parameters,
    ).gradients;
    found.forEach((gradient, i) => expectTensorsClose(gradient, expected[i] as Tensor, { absolute: 1e-5 }));
  });
});

test('dropout acts on the input of all but the base’s own product', () => {
  tf.tidy(() => {
    const seed = tf.tensor1d([3, 1], 'int32');
    const kept = new Dropout(seed).apply(x, 0.5) as tf.Tensor2D;
    const change = tf.sub(trained.mergedWeight(), base.weight.value()) as tf.Tensor2D;
    const expected = tf.add(base.apply(x), tf.matMul(kept, change, false, true));
    expectTensorsClose(trained.apply(x, new Dropout(seed)), expected, { absolute: 1e-5 });
  });
});

test('compiled as eager, dropout and gradients included', () => {
  const seed = tf.tensor1d([3, 1], 'int32');
  expectCompiledEqualsEager(
    ({ x: input, seed: s }) => {
      const loss = (): Tensor => tf.sum(tf.square(trained.apply(input as Tensor, new Dropout(s))));
      const { value, gradients } = valueAndGradients(loss, trained.parameters);
      return { value, ...Object.fromEntries(gradients.map((gradient, i) => [`gradient_${i}`, gradient])) };
    },
    { x, seed },
    { relative: 1e-5 },
  );
  seed.dispose();
});
