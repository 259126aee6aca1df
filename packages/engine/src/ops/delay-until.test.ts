import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { delayUntil } from './delay-until.ts';
import { compile, type NamedTensors, tf, type Tensor } from '../index.ts';

test.each(['float32', 'int32', 'bool'] as const)('gives a tensor of %s as it is', (dtype) => {
  expectNoLeakedTensors(() =>
    tf.tidy(() => {
      const x = tf.tensor2d([1, 0, 3, 4, 0, 6], [2, 3], dtype);
      const same = delayUntil(x, tf.scalar(1));
      expect([same.shape, same.dtype]).toEqual([x.shape, dtype]);
      expect([...same.dataSync()]).toEqual([...x.dataSync()]);
    }),
  );
});

test('in a compiled step, neither argument is changed by what is done with the result', () => {
  const step = compile(
    ({ x, y }: NamedTensors) => {
      const inner = tf.exp(x as Tensor);
      return { sum: tf.add(tf.square(delayUntil(inner, y as Tensor)), inner) };
    },
    { name: 'delayed' },
  );
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      const x = tf.tensor1d([0, 0, 0]);
      expectTensorsClose(step.run({ x, y: tf.ones([2]) }).sum as Tensor, [2, 2, 2]);
      expectTensorsClose(x, [0, 0, 0]);
    });
    step.dispose();
  });
});
