import { multiplyByQuantized } from './quantized-product.ts';
import { compile, type NamedTensors, Parameter, type Quantization, QuantizedWeight, tf } from '../index.ts';
import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { planOperations } from '../recording/plan-operations.ts';

const x = tf.randomNormal([7, 64], 0, 1, 'float32', 1);
const slope = tf.randomNormal([7, 40], 0, 1, 'float32', 2);
const matrix = tf.randomNormal([40, 64], 0, 0.1, 'float32', 3);
afterAll(() => tf.dispose([x, slope, matrix]));

const parameterIn = (kind: Quantization): Parameter =>
  new Parameter('w', QuantizedWeight.quantize(matrix, kind));

/** x Wᵀ and the gradient of its product with `slope`. */
function productAndGradient(multiply: (input: tf.Tensor) => tf.Tensor): NamedTensors {
  const { value, grad } = tf.valueAndGrad((input: tf.Tensor) => tf.sum(tf.mul(multiply(input), slope)))(x);
  return { value, gradient: grad, product: multiply(x) };
}

test.each(['nf4', 'int8'] as const)(
  'product and gradient are those of the dequantised weight: %s',
  (kind) => {
    expectNoLeakedTensors(() => {
      const weight = parameterIn(kind);
      tf.tidy(() => {
        const dense = weight.value() as tf.Tensor2D;
        const expected = productAndGradient((input) => tf.matMul(input as tf.Tensor2D, dense, false, true));
        const found = productAndGradient((input) => multiplyByQuantized(input, weight));
        for (const [name, tensor] of Object.entries(found))
          expectTensorsClose(tensor, expected[name] as tf.Tensor, { absolute: 1e-5 });
      });
      weight.dispose();
    });
  },
);

test.each(['nf4', 'int8'] as const)('compiled, products are those of bfloat16: %s', (kind) => {
  const weight = parameterIn(kind);
  const step = compile(
    ({ input }: { readonly input: tf.Tensor }): NamedTensors => ({
      ...productAndGradient((each) => multiplyByQuantized(each, weight)),
      input,
    }),
    { name: 'product' },
  );
  tf.tidy(() => {
    const expected = productAndGradient((input) => multiplyByQuantized(input, weight));
    const found = step.run({ input: x });
    for (const name of ['product', 'gradient'])
      expectTensorsClose(found[name] as tf.Tensor, expected[name] as tf.Tensor, {
        absolute: 0.03,
        relative: 0.02,
      });
  });
  step.dispose();
  weight.dispose();
});

test('each product dequantises for itself, after its other factor, and no product is wider than bfloat16', () => {
  const operations = planOperations({
    setUp: () => new Parameter('w', QuantizedWeight.symbolic('nf4', [40, 64])),
    run: (weight) => {
      const input = tf.randomNormal([7, 64]);
      const { grad } = tf.valueAndGrad((each: tf.Tensor) => tf.sum(multiplyByQuantized(each, weight)))(input);
      grad.dataSync();
      multiplyByQuantized(input, weight).dataSync();
    },
    tearDown: (weight) => weight.dispose(),
    matmulPrecision: 'float32',
  });
  const types = operations.map(({ type }) => type);
  const count = (wanted: string): number => types.filter((type) => type.includes(wanted)).length;
  expect(count('LamellaDequantizeNf4')).toBe(count('MatMul'));
  expect(count('LamellaAfter')).toBe(count('LamellaDequantizeNf4'));
  const products = operations.filter(({ type }) => type.includes('MatMul'));
  expect(products.length).toBeGreaterThan(0);
  for (const { inputs } of products) expect(inputs.map(({ dtype }) => dtype)).toEqual([14, 14]);
});
