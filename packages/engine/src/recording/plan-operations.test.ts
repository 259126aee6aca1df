import { DataType, matmulFlops, planOperations, symbolicTensor, tf, Variable } from '../index.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';

const plan = (run: (weight: tf.Tensor2D) => void, matmulPrecision: 'float32' | 'bfloat16' = 'float32') =>
  planOperations({
    setUp: () => symbolicTensor([1_000_000, 1_000_000]) as tf.Tensor2D, // 4 TB
    run,
    tearDown: (weight) => weight.dispose(),
    matmulPrecision,
  });

test('ops are planned on weights that no machine could hold', () => {
  const operations = plan((weight) => {
    tf.exp(weight); // nobody reads it
    tf.sum(tf.matMul(tf.ones([1, 1_000_000]), weight)).dataSync();
  });
  expect(matmulFlops(operations)).toBe(2 * 1e12);
  expect(operations.map(({ type }) => type)).not.toContain('Exp');
});

test('products are planned in bfloat16 where they would be computed so', () => {
  const operations = plan((weight) => {
    tf.sum(tf.matMul(weight, weight)).dataSync();
  }, 'bfloat16');
  const product = operations.find(({ type }) => /MatMul/.test(type));
  expect(product?.inputs.map(({ dtype }) => dtype)).toEqual([DataType.bfloat16, DataType.bfloat16]);
});

test('variables are made in a plan without memory, and what is written counts; what setting up does is not', () => {
  const operations = planOperations({
    setUp: () => new Variable('weight', [1_000_000, 1_000_000]),
    run: (variable) => variable.assignAdd(tf.exp(variable.read())),
    tearDown: (variable) => variable.dispose(),
    matmulPrecision: 'float32',
  });
  const types = operations.map(({ type }) => type);
  expect(types.filter((type) => /^(Exp|Assign)/.test(type)).toSorted()).toEqual([
    'AssignAddVariableOp',
    'Exp',
  ]);
});

test('values that are read are zero', () => {
  let values: unknown;
  plan((weight) => {
    values = tf.slice(weight, [0, 0], [1, 2]).dataSync();
  });
  expect(values).toEqual(Float32Array.of(0, 0));
});

test('nothing is left, also after an error', () => {
  expectNoLeakedTensors(() => plan((weight) => void tf.exp(weight).dataSync));
  expectNoLeakedTensors(() => {
    expect(() =>
      plan(() => {
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
  });
});

test('there are symbolic tensors in plans only', () => {
  expect(() => symbolicTensor([2])).toThrow('Expected symbolic tensors to be made in a plan only');
});
