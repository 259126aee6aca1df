import { Dropout, type Tensor, tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { attend } from '../blocks/attention.ts';
import { attendInGroups } from './attend-in-groups.ts';

const [B, T, H, KV, K] = [2, 3, 4, 2, 5];
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 0.5, 'float32', seed);
const options = { mask: tf.zeros([B, 1, 1, 1, T]), dropout: new Dropout(), dropoutRate: 0 };

test('equals attention with every key and value repeated for the queries that share it', () => {
  tf.tidy(() => {
    const query = random([B, T, H, K], 1);
    const [key, value] = [random([B, KV, T, K], 2), random([B, KV, T, K], 3)];
    const repeated = (x: Tensor): Tensor => {
      const heads = tf.gather(x, tf.tensor1d([0, 0, 1, 1], 'int32'), 1); // [B, H, T, K]
      return tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [B * T, H * K]);
    };
    const expected = attend(
      { query: tf.reshape(query, [B * T, H * K]), key: repeated(key), value: repeated(value) },
      { mask: tf.zeros([B, 1, 1, T]) },
      { batchSize: B, length: T, numHeads: H, dropout: new Dropout(), dropoutRate: 0 },
    );
    expectTensorsClose(attendInGroups(query, { key, value }, options), expected, { absolute: 1e-6 });
  });
});

test('its gradients are right', () => {
  expectCorrectGradients(
    ({ query, key, value }) =>
      tf.sum(
        tf.square(attendInGroups(query as Tensor, { key: key as Tensor, value: value as Tensor }, options)),
      ),
    { query: random([B, T, H, K], 1), key: random([B, KV, T, K], 2), value: random([B, KV, T, K], 3) },
  );
});
