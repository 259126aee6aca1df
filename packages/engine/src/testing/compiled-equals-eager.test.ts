import { type NamedTensors, tf } from '../index.ts';
import { isRecording } from '../native/binding.ts';
import { expectCompiledEqualsEager } from './compiled-equals-eager.ts';
import { expectNoLeakedTensors } from './no-leaked-tensors.ts';

interface Inputs extends NamedTensors {
  readonly x: tf.Tensor;
}

test('a step that is the same both ways', () => {
  const x = tf.tensor1d([1, 2]);
  expectNoLeakedTensors(() =>
    expectCompiledEqualsEager(({ x }: Inputs) => ({ y: tf.exp(x), z: tf.sum(x) }), { x }),
  );
  x.dispose();
});

test('a step that gives something else when it is compiled', () => {
  const step = ({ x }: Inputs): NamedTensors => ({ same: tf.exp(x), y: isRecording() ? tf.mul(x, 1.01) : x });
  const x = tf.tensor1d([1, 2]);
  expectNoLeakedTensors(() =>
    expect(() => expectCompiledEqualsEager(step, { x })).toThrow(
      /^Expected the compiled output y of the first run to equal eager execution's\. Expected 2 at \[1\] .* got 2\.0/,
    ),
  );
  expectCompiledEqualsEager(step, { x }, { relative: 0.02 });
  x.dispose();
});

test('a step whose outputs have other names when it is compiled', () => {
  const x = tf.tensor1d([1, 2]);
  expect(() =>
    expectCompiledEqualsEager(({ x }: Inputs) => (isRecording() ? { a: x } : { b: x }), { x }),
  ).toThrow('Expected the outputs b, got a');
  x.dispose();
});
