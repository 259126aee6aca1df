import { Random } from '@lamella/core';
import { expectCompiledEqualsEager, expectCorrectGradients } from '../testing/index.ts';
import { type NamedTensors, type Tensor, tf } from '../index.ts';

/** An op, or a composition of ops, as models use it. */
interface OpCase {
  readonly shapes: readonly (readonly number[])[];
  readonly apply: (...x: Tensor[]) => Tensor;
  /** Inputs are uniform in (-1, 1) plus this. */
  readonly offset?: number;
}

const matMul = (a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor =>
  tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB);
const int32s = (...values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');
const swish = tf.customGrad((x, save) => {
  const [input, keep] = [x as Tensor, save as unknown as (saved: Tensor[]) => void];
  keep([input]);
  return {
    value: tf.mul(input, tf.sigmoid(input)),
    gradFunc: (dy: Tensor, [saved]: Tensor[]) => {
      const gate = tf.sigmoid(saved as Tensor);
      return tf.mul(dy, tf.mul(gate, tf.add(1, tf.mul(saved as Tensor, tf.sub(1, gate)))));
    },
  };
});

const differentiable: Record<string, OpCase> = {
  matMul: {
    shapes: [
      [3, 4],
      [4, 5],
    ],
    apply: (a, b) => matMul(a, b),
  },
  'matMul, first transposed': {
    shapes: [
      [4, 3],
      [4, 5],
    ],
    apply: (a, b) => matMul(a, b, true),
  },
  'matMul, second transposed': {
    shapes: [
      [3, 4],
      [5, 4],
    ],
    apply: (a, b) => matMul(a, b, false, true),
  },
  'matMul, both transposed': {
    shapes: [
      [4, 3],
      [5, 4],
    ],
    apply: (a, b) => matMul(a, b, true, true),
  },
  'matMul, batches': {
    shapes: [
      [2, 3, 4, 5],
      [2, 3, 5, 2],
    ],
    apply: (a, b) => matMul(a, b),
  },
  'matMul, batches, second transposed': {
    shapes: [
      [2, 3, 4, 5],
      [2, 3, 6, 5],
    ],
    apply: (a, b) => matMul(a, b, false, true),
  },
  add: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    apply: tf.add,
  },
  'add, a row broadcast': { shapes: [[2, 3, 4], [4]], apply: tf.add },
  'add, a column broadcast': {
    shapes: [
      [2, 3, 4],
      [3, 1],
    ],
    apply: tf.add,
  },
  'add, to a scalar': { shapes: [[2, 3], []], apply: tf.add },
  addN: {
    shapes: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    apply: (...x) => tf.addN(x),
  },
  sub: {
    shapes: [
      [2, 1, 4],
      [3, 4],
    ],
    apply: tf.sub,
  },
  mul: {
    shapes: [
      [2, 3, 4],
      [3, 1],
    ],
    apply: tf.mul,
  },
  div: {
    shapes: [
      [2, 3, 4],
      [3, 1],
    ],
    apply: tf.div,
    offset: 2,
  },
  pow: { shapes: [[2, 3]], apply: (x) => tf.pow(x, 3), offset: 2 },
  neg: { shapes: [[5]], apply: tf.neg },
  'mean of all': { shapes: [[2, 3]], apply: (x) => tf.mean(x) },
  'mean over the last axis, kept': { shapes: [[2, 3, 4]], apply: (x) => tf.mean(x, -1, true) },
  'sum over axes': { shapes: [[2, 3, 4]], apply: (x) => tf.sum(x, [0, 2]) },
  'max over an axis': { shapes: [[3, 7]], apply: (x) => tf.max(x, 1) },
  softmax: { shapes: [[2, 3, 5]], apply: (x) => tf.softmax(x) },
  logSoftmax: { shapes: [[3, 5]], apply: (x) => tf.logSoftmax(x) },
  logSumExp: { shapes: [[3, 5]], apply: (x) => tf.logSumExp(x, -1) },
  erf: { shapes: [[9]], apply: tf.erf },
  tanh: { shapes: [[9]], apply: tf.tanh },
  sigmoid: { shapes: [[9]], apply: tf.sigmoid },
  relu: { shapes: [[9]], apply: tf.relu, offset: 1.2 },
  exp: { shapes: [[9]], apply: tf.exp },
  log: { shapes: [[9]], apply: tf.log, offset: 2 },
  sqrt: { shapes: [[9]], apply: tf.sqrt, offset: 2 },
  rsqrt: { shapes: [[9]], apply: tf.rsqrt, offset: 2 },
  square: { shapes: [[9]], apply: tf.square },
  abs: { shapes: [[9]], apply: tf.abs, offset: 1.2 },
  sin: { shapes: [[9]], apply: tf.sin },
  cos: { shapes: [[9]], apply: tf.cos },
  minimum: { shapes: [[9], [9]], apply: (a, b) => tf.minimum(a, b) },
  reshape: { shapes: [[2, 6]], apply: (x) => tf.reshape(x, [3, -1]) },
  expandDims: { shapes: [[2, 3]], apply: (x) => tf.expandDims(x, 1) },
  squeeze: { shapes: [[2, 1, 3]], apply: (x) => tf.squeeze(x, [1]) },
  transpose: { shapes: [[2, 3, 4]], apply: (x) => tf.transpose(x, [2, 0, 1]) },
  slice: { shapes: [[4, 5]], apply: (x) => tf.slice(x, [1, 2], [2, -1]) },
  concat: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    apply: (...x) => tf.concat(x, 1),
  },
  stack: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    apply: (...x) => tf.stack(x, 1),
  },
  unstack: { shapes: [[3, 2]], apply: (x) => tf.sub(...(tf.unstack(x).slice(1) as [Tensor, Tensor])) },
  split: { shapes: [[2, 6]], apply: (x) => tf.mul(...(tf.split(x, 2, 1) as [Tensor, Tensor])) },
  tile: { shapes: [[2, 3]], apply: (x) => tf.tile(x, [2, 1]) },
  gather: { shapes: [[4, 3]], apply: (x) => tf.gather(x, int32s(3, 0, 3, 1)) },
  cumsum: { shapes: [[2, 5]], apply: (x) => tf.cumsum(x, 1) },
  where: { shapes: [[6], [6]], apply: (a, b) => tf.where(tf.cast(int32s(1, 0, 1, 1, 0, 0), 'bool'), a, b) },
  pad: {
    shapes: [[2, 3]],
    apply: (x) =>
      tf.pad(x as tf.Tensor2D, [
        [1, 0],
        [0, 2],
      ]),
  },
  customGrad: { shapes: [[9]], apply: (x) => swish(x) },
  'layer norm': {
    shapes: [[3, 8], [8], [8]],
    apply: (x, weight, bias) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
      return tf.add(tf.mul(tf.mul(centred, scale), weight), bias);
    },
  },
  gelu: { shapes: [[9]], apply: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)) },
  attention: {
    shapes: [
      [2, 4, 3],
      [2, 4, 3],
      [2, 4, 3],
    ],
    apply: (q, k, v) => matMul(tf.softmax(matMul(q, k, false, true)), v),
  },
  'cross-entropy': {
    shapes: [[4, 3]],
    apply: (logits) => tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(int32s(2, 0, 1, 2), 3)), -1)),
  },
  'low-rank update': {
    shapes: [
      [5, 4],
      [2, 4],
      [3, 2],
    ],
    apply: (x, a, b) => tf.mul(matMul(matMul(x, a, false, true), b, false, true), 2),
  },
};

const others: Record<string, (x: Tensor) => Tensor> = {
  oneHot: (x) => tf.oneHot(tf.cast(tf.mul(tf.abs(x), 4), 'int32') as tf.Tensor1D, 4),
  range: (x) => tf.range(0, x.size, 1, 'int32'),
  fill: (x) => tf.fill(x.shape as number[], 2.5),
  zerosLike: (x) => tf.zerosLike(x),
  onesLike: (x) => tf.onesLike(x),
  argMax: (x) => tf.argMax(x),
  topk: (x) => tf.topk(x as tf.Tensor1D, 3).indices,
  greaterEqual: (x) => tf.greaterEqual(x, 0),
  notEqual: (x) => tf.notEqual(tf.sign(x), 1),
  logicalAnd: (x) => tf.logicalAnd(tf.greater(x, -0.5), tf.less(x, 0.5)),
  'cumsum of int32': (x) => tf.cumsum(tf.cast(tf.greater(x, 0), 'int32'), 0),
  'cast of a mask': (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32')),
  'cast to int32': (x) => tf.cast(tf.mul(x, 10), 'int32'),
  'gather of rows by their own values': (x) =>
    tf.gather(x, tf.cast(tf.abs(tf.mul(x, 5)), 'int32') as tf.Tensor1D),
};

/** Random inputs by the names x0, x1, …; caller disposes. */
function inputsOf({ shapes, offset = 0 }: OpCase): Record<string, Tensor> {
  const random = new Random('ops');
  const values = (size: number): number[] =>
    Array.from({ length: size }, () => 2 * random.next() - 1 + offset);
  return Object.fromEntries(
    shapes.map((shape, i) => [`x${i}`, tf.tensor(values(tf.util.sizeFromShape([...shape])), [...shape])]),
  );
}

/** Σ y · cos(0, 1, 2, …): every element of y counts, each with another weight. */
function weightedSum(y: Tensor): tf.Scalar {
  return tf.sum(tf.mul(y, tf.reshape(tf.cos(tf.range(0, y.size)), y.shape)));
}

describe.each(Object.entries(differentiable))('%s', (_name, op) => {
  const loss = (...x: Tensor[]): tf.Scalar => weightedSum(op.apply(...x));
  const inputs = inputsOf(op);
  afterAll(() => tf.dispose(inputs));

  test('value and gradients are the same compiled', () => {
    expectCompiledEqualsEager((named: NamedTensors) => {
      const x = Object.values(named);
      const gradients = tf
        .grads(loss)(x)
        .map((gradient, i): [string, Tensor] => [`gradient${i}`, gradient]);
      return { value: op.apply(...x), ...Object.fromEntries(gradients) };
    }, inputs);
  });

  test('gradients equal finite differences', () => {
    tf.tidy(() => expectCorrectGradients((named) => loss(...Object.values(named)), inputs));
  });
});

test.each(Object.entries(others))('%s is the same compiled', (_name, apply) => {
  const { x0: x } = inputsOf({ shapes: [[8]], apply });
  expectCompiledEqualsEager(
    ({ x }: { readonly x: Tensor }) => ({ y: apply(x) }),
    { x: x as Tensor },
    { relative: 0 },
  );
  tf.dispose(x);
});
