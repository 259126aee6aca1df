import { expectTensorsClose } from '../testing/index.ts';
import { compile, geluWithDerivative, layerNorm, type NamedTensors, tf, type Tensor } from '../index.ts';

const inputs = {
  x: tf.randomNormal([5, 3], 0, 1, 'float32', 1),
  w: tf.randomNormal([3, 20], 0, 1, 'float32', 2),
  b: tf.randomNormal([20], 0, 1, 'float32', 3),
  residual: tf.randomNormal([5, 20], 0, 1, 'float32', 4),
};
afterAll(() => tf.dispose(Object.values(inputs)));

const linear = ({ x, w, b }: NamedTensors): Tensor =>
  tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b as Tensor);
const norm = (x: Tensor, residual?: Tensor): Tensor =>
  layerNorm({ x, residual, weight: tf.ones([20]), bias: tf.zeros([20]), epsilon: 1e-5 });

/** The ops of a step, which must give what it gives eagerly. */
function opsOf(step: (all: NamedTensors) => Tensor): string[] {
  const compiled = compile((all: NamedTensors) => ({ y: step(all) }), { name: 'folded' });
  const { y } = compiled.run(inputs);
  const expected = tf.tidy(() => step(inputs));
  expectTensorsClose(y as Tensor, expected, { absolute: 1e-5 });
  tf.dispose([y as Tensor, expected]);
  const ops = (compiled.operations[0] ?? []).map(({ type }) => type);
  compiled.dispose();
  return ops;
}

test('the bias of a linear map goes into GELU', () => {
  expect(opsOf((all) => geluWithDerivative(linear(all)).value)).not.toContain('Add');
});

test('and into a layer norm, beside the residual', () => {
  expect(opsOf((all) => norm(linear(all), all['residual']))).not.toContain('Add');
});

test('a sum that something else reads is computed as well', () => {
  const ops = opsOf((all) => {
    const y = linear(all);
    return tf.add(geluWithDerivative(y).value, y);
  });
  expect(ops.filter((type) => type === 'Add')).toHaveLength(2);
});

test.each([
  [
    'of two matrices',
    ({ x, w, residual }: NamedTensors) =>
      tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), residual as Tensor),
  ],
  [
    'of a vector that is broadcast the other way',
    ({ b, residual }: NamedTensors) => tf.add(b as Tensor, residual as Tensor),
  ],
  ['with one number', ({ residual }: NamedTensors) => tf.add(residual as Tensor, tf.tensor1d([2]))],
])('a sum %s stays', (_, sum) => {
  expect(opsOf((all) => geluWithDerivative(sum(all)).value)).toContain('Add');
});
