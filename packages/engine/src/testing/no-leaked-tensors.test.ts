import { compile, Float64Sum, tf, Variable } from '../index.ts';
import { currentBinding, tensorId } from '../native/binding.ts';
import { expectNoLeakedTensors } from './no-leaked-tensors.ts';

test('gives what the body returns', () => {
  const y = expectNoLeakedTensors(() => tf.tidy(() => tf.add(tf.square(tf.scalar(3)), 1)), 1);
  expect(y.dataSync()[0]).toBe(10);
  y.dispose();
});

test('finds tensors of tfjs, uploaded or not', () => {
  const left: tf.Tensor[] = [];
  expect(() => expectNoLeakedTensors(() => void left.push(tf.scalar(1)))).toThrow(
    'Expected 0 new tensors, got 1',
  );
  expect(() => expectNoLeakedTensors(() => void left.push(tf.exp(1), tf.exp(2)), 1)).toThrow(
    'Expected 1 new tensors, got 2',
  );
  expect(() => expectNoLeakedTensors(() => tf.dispose(left.splice(0)))).toThrow(
    'Expected 0 new tensors, got -3',
  );
});

test('finds handles that tfjs knows nothing of', () => {
  const variables: Variable[] = [];
  expect(() => expectNoLeakedTensors(() => void variables.push(new Variable('v', [2])))).toThrow(
    'Expected at most 0 new native handles, got 1',
  );
  const sums: Float64Sum[] = [];
  expect(() => expectNoLeakedTensors(() => void sums.push(new Float64Sum([1, 2])))).toThrow(
    /native handles, got 1/,
  );
  for (const owner of [...variables, ...sums]) owner.dispose();

  const step = compile(({ x }: { readonly x: tf.Tensor }) => ({ y: tf.add(x, weight) }), {
    name: 'captures',
  });
  const [weight, x] = [tf.ones([100]), tf.ones([100])];
  expect(() => expectNoLeakedTensors(() => step.run({ x }).y.dispose())).toThrow(/native handles, got 1/);
  expectNoLeakedTensors(() => step.run({ x }).y.dispose());
  tf.dispose([weight, x]);
  step.dispose();
});

test('does not count the upload of a tensor that was there before', () => {
  const x = tf.tensor1d([1, 2, 3]);
  expectNoLeakedTensors(() => void tensorId(x));
  x.dispose();
});

test('leaves the binding as it was, also when the body fails', () => {
  const binding = currentBinding();
  expect(() =>
    expectNoLeakedTensors(() => {
      throw new Error('from the body');
    }),
  ).toThrow('from the body');
  expect(currentBinding()).toBe(binding);
});
