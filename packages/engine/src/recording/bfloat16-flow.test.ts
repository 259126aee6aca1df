import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { DataType } from '../native/binding.ts';
import {
  attentionSoftmax,
  compile,
  type CompiledStep,
  Dropout,
  geluWithDerivative,
  layerNorm,
  type NamedTensors,
  recompute,
  segmentAttention,
  type Tensor,
  tf,
} from '../index.ts';

const random = (shape: number[], seed: number, deviation = 0.5): Tensor =>
  tf.randomNormal(shape, 0, deviation, 'float32', seed);
const [N, D] = [24, 32];
const inputs = { x: random([N, D], 1), dy: random([N, D], 2) };
const matrices = [3, 4, 5, 6, 7].map((seed) => random([D, D], seed, 0.2) as tf.Tensor2D);
const [low, high] = [random([D, 4], 8, 0.2), random([4, D], 9, 0.2)] as [tf.Tensor2D, tf.Tensor2D];
const bias = random([D], 10);
const segments = tf.tensor1d(
  Array.from({ length: N }, (_, i) => Math.floor(i / 7)),
  'int32',
);
const seed = tf.tensor1d([1, 2], 'int32');
afterAll(() => tf.dispose([...Object.values(inputs), ...matrices, low, high, bias, segments, seed]));

const product = (x: Tensor, i: number): Tensor => tf.matMul(x as tf.Tensor2D, matrices[i] as tf.Tensor2D);
const linear = (x: Tensor, i: number): Tensor => tf.add(product(x, i), bias);
const gelu = (x: Tensor): Tensor =>
  tf.customGrad((value, save) => {
    const both = geluWithDerivative(value as Tensor);
    (save as tf.GradSaveFunc)([both.derivative]);
    return {
      value: both.value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, saved[0] as Tensor),
    };
  })(x);

/** A layer as encoders have it, with a low-rank update beside a linear map. */
function layer(x: Tensor): Tensor {
  const norm = (value: Tensor, residual: Tensor): Tensor =>
    layerNorm({ x: value, residual, weight: tf.ones([D]), bias, epsilon: 1e-5 });
  const update = tf.mul(tf.matMul(tf.matMul(x as tf.Tensor2D, low), high), 2);
  const query = tf.add(linear(x, 0), update);
  const contexts = segmentAttention(
    { query, key: linear(x, 1), value: product(x, 2), segments },
    { numHeads: 2 },
  );
  const middle = norm(new Dropout(seed).apply(linear(contexts, 3), 0.25), x);
  return norm(linear(gelu(linear(middle, 4)), 0), middle);
}

const gradientOf =
  (f: (x: Tensor) => Tensor) =>
  ({ x, dy }: NamedTensors): NamedTensors => ({
    y: f(x as Tensor),
    dx: tf.grad((value: Tensor) => f(value))(x as Tensor, dy),
  });
const compiled = (
  step: (all: NamedTensors) => NamedTensors,
  matmulPrecision: 'float32' | 'bfloat16' = 'bfloat16',
): CompiledStep<NamedTensors, NamedTensors> => compile(step, { name: 'flow', matmulPrecision });

/** The conversions of a step that has run, as pairs of types. */
function conversionsOf(step: CompiledStep<NamedTensors, NamedTensors>): string[] {
  const names = new Map(Object.entries(DataType).map(([name, type]) => [type as number, name]));
  return (step.operations[0] ?? [])
    .filter(({ type }) => type === 'Cast')
    .map(
      ({ inputs: [from], outputs: [to] }) => `${names.get(from?.dtype ?? 0)} to ${names.get(to?.dtype ?? 0)}`,
    );
}

test('between products nothing is converted: only what comes into the step, and what leaves it', () => {
  const step = compiled(gradientOf(layer));
  tf.dispose(step.run(inputs));
  expect(conversionsOf(step).toSorted()).toEqual(['bfloat16 to float32', 'float32 to bfloat16']);
  step.dispose();
});

test('values and gradients are near those of float32', () => {
  expectNoLeakedTensors(() => {
    const [reduced, full] = [compiled(gradientOf(layer)), compiled(gradientOf(layer), 'float32')];
    tf.tidy(() => {
      const [found, expected] = [reduced.run(inputs), full.run(inputs)];
      for (const name of ['y', 'dx']) {
        const [a, b] = [found[name] as Tensor, expected[name] as Tensor];
        const off = tf.div(tf.norm(tf.sub(a, b)), tf.norm(b)).dataSync()[0];
        expect(off).toBeLessThan(0.02);
        expect(off).toBeGreaterThan(1e-5);
      }
    });
    reduced.dispose();
    full.dispose();
  });
});

test('a factor of a whole tensor is no op of its own', () => {
  const scaled = ({ x }: NamedTensors): NamedTensors => ({
    y: tf.matMul(tf.mul(product(x as Tensor, 0), 3) as tf.Tensor2D, matrices[1] as tf.Tensor2D),
  });
  const step = compiled(scaled);
  tf.tidy(() => {
    expectTensorsClose(step.run(inputs)['y'] as Tensor, scaled(inputs)['y'] as Tensor, {
      absolute: 0.2,
      relative: 0.02,
    });
  });
  const sums = (step.operations[0] ?? []).filter(({ type }) => type === 'LamellaSum');
  expect(sums.map(({ outputs }) => outputs[0]?.dtype)).toEqual([DataType.float32]);
  step.dispose();
});

test('attention by matrices, views and rows that are taken stay in bfloat16', () => {
  const places = tf.tensor1d([0, 5], 'int32');
  const attend = (x: Tensor): Tensor => {
    const heads = (y: Tensor): Tensor => tf.transpose(tf.reshape(y, [N, 2, D / 2]), [1, 0, 2]);
    const scores = tf.matMul(heads(linear(x, 0)), heads(product(x, 1)), false, true);
    const contexts = tf.matMul(attentionSoftmax(scores, { scale: 0.25 }), heads(product(x, 2)));
    return product(tf.gather(tf.reshape(tf.transpose(contexts, [1, 0, 2]), [N, D]), places), 3);
  };
  const step = compiled(({ x }) => ({ y: attend(x as Tensor) }));
  const { y } = step.run(inputs);
  const expected = tf.tidy(() => attend(inputs.x));
  expectTensorsClose(y as Tensor, expected, { absolute: 0.3 });
  expect(conversionsOf(step)).toEqual(['float32 to bfloat16', 'bfloat16 to float32']);
  step.dispose();
  tf.dispose([y as Tensor, expected, places]);
});

test('layers that are run again in the backward pass keep and get bfloat16', () => {
  const again = (x: Tensor): Tensor =>
    recompute((value) => layer(value), {
      x: linear(x, 0),
      dropout: new Dropout(),
      context: {},
      parameters: [],
    });
  const [step, plain] = [compiled(gradientOf(again)), compiled(gradientOf((x) => layer(linear(x, 0))))];
  tf.tidy(() => {
    const [found, expected] = [step.run(inputs), plain.run(inputs)];
    for (const name of ['y', 'dx'])
      expectTensorsClose(found[name] as Tensor, expected[name] as Tensor, { absolute: 0.1 });
  });
  expect(conversionsOf(step)).toEqual(conversionsOf(plain));
  expect(conversionsOf(step)).toHaveLength(3); // of x, y and dx
  step.dispose();
  plain.dispose();
});

test('ops that compute otherwise get float32', () => {
  const step = compiled(({ x }) => ({ y: tf.tanh(linear(x as Tensor, 0)) }));
  tf.dispose(step.run(inputs));
  const sum = (step.operations[0] ?? []).find(({ type }) => type === 'LamellaSum');
  expect(sum?.outputs[0]?.dtype).toBe(DataType.float32);
  expect(conversionsOf(step)).toEqual(['float32 to bfloat16']);
  step.dispose();
});
