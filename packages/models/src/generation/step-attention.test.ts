import { Dropout, type Tensor, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { attendInGroups } from '../decoder/attend-in-groups.ts';
import { rotate, rotationAt } from '../blocks/rotary-embedding.ts';
import { attendStep, writeToCopy } from './step-attention.ts';

const [B, H, KV, K] = [3, 4, 2, 6];
const frequencies = Float32Array.from([1, 0.3, 0.05]);
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

test.each([
  ['room for all', 20],
  ['a window', 4],
])('%s: in place and by TensorFlow’s ops, contexts and caches are the same', (_, capacity) => {
  tf.tidy(() => {
    const begin = tf.tensor1d([0, 2, 3], 'int32');
    const empty = (): Tensor => tf.zeros([B, KV, capacity, K]);
    const inPlace = { key0: empty(), value0: empty() };
    let copy: Record<string, Tensor> = { key0: empty(), value0: empty() };
    for (let place = 3; place < 13; place++) {
      const position = tf.scalar(place, 'int32');
      const rotation = rotationAt(tf.reshape(position, [1]), frequencies);
      const rows = {
        query: random([B, H * K], 3 * place),
        key: random([B, KV * K], 3 * place + 1),
        value: random([B, KV * K], 3 * place + 2),
      };
      const own = attendStep({ cache: inPlace, position, begin, rotation, numHeads: H });
      const contexts = own.pass.attend?.(0, rows);
      expect(own.made).toEqual({});
      const byOps = writeToCopy({ cache: copy, position, begin });
      const heads = (x: Tensor, count: number): Tensor => tf.reshape(x, [B, 1, count, K]);
      const headsFirst = (x: Tensor): Tensor => tf.transpose(x, [0, 2, 1, 3]);
      const present = {
        key: headsFirst(rotate(heads(rows.key, KV), rotation)),
        value: headsFirst(heads(rows.value, KV)),
      };
      const seen = byOps.pass.remember?.(0, present) ?? present;
      const mask = byOps.pass.mask as Tensor;
      const expected = attendInGroups(rotate(heads(rows.query, H), rotation), seen, {
        mask,
        dropout: new Dropout(),
        dropoutRate: 0,
      });
      expectTensorsClose(contexts as Tensor, expected, { absolute: 2e-6 });
      copy = { ...byOps.made };
      for (const name of ['key0', 'value0'] as const)
        expectTensorsClose(inPlace[name], copy[name] as Tensor, { absolute: 1e-6 });
    }
  });
});
