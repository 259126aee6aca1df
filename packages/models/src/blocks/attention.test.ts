import { Random } from '@lamella/core';
import { Dropout, type Tensor, tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { additiveMask, attend, MASKED, segmentMask, textSight, windowMask } from './attention.ts';

const [B, T, H, K] = [2, 3, 2, 2];
const D = H * K;
const mask = [
  [1, 1, 1],
  [1, 1, 0],
];

function randomRows(seed: string): tf.Tensor2D {
  const random = new Random(seed);
  return tf.tensor2d(
    Float32Array.from({ length: B * T * D }, () => random.normal()),
    [B * T, D],
  );
}

function run(qkv: { query: Tensor; key: Tensor; value: Tensor }): Tensor {
  const options = { batchSize: B, length: T, numHeads: H, dropout: new Dropout(), dropoutRate: 0.5 };
  return attend(qkv, { mask: additiveMask(tf.tensor2d(mask, [B, T], 'int32')) }, options);
}

/** softmax(q · k / sqrt(K)) v over the tokens that are not padding, written out with loops. */
function attendByLoops(q: number[][], k: number[][], v: number[][]): number[][] {
  return q.map((query, row) => {
    const [batch, result] = [Math.floor(row / T), new Array<number>(D).fill(0)];
    for (let head = 0; head < H; head++) {
      const at = (x: number[][], token: number, i: number): number =>
        x[batch * T + token]?.[head * K + i] ?? NaN;
      const tokens = [0, 1, 2].filter((token) => mask[batch]?.[token] === 1);
      const scores = tokens.map((token) => {
        const product = [0, 1].reduce((sum, i) => sum + (query[head * K + i] ?? NaN) * at(k, token, i), 0);
        return Math.exp(product / Math.sqrt(K));
      });
      const total = scores.reduce((a, b) => a + b);
      for (let i = 0; i < K; i++)
        result[head * K + i] = tokens.reduce(
          (sum, token, s) => sum + ((scores[s] ?? NaN) / total) * at(v, token, i),
          0,
        );
    }
    return result;
  });
}

test('the mask is 0 for tokens and large and negative for padding', () => {
  tf.tidy(() => {
    const result = additiveMask(tf.tensor2d(mask, [B, T], 'int32'));
    expect(result.shape).toEqual([B, 1, 1, T]);
    expectTensorsClose(result, [[[[0, 0, 0]]], [[[0, 0, -1e9]]]]);
  });
});

test('equals attention written out with loops', () => {
  tf.tidy(() => {
    const qkv = { query: randomRows('q'), key: randomRows('k'), value: randomRows('v') };
    const rows = (x: tf.Tensor2D): number[][] => x.arraySync();
    const expected = attendByLoops(rows(qkv.query), rows(qkv.key), rows(qkv.value));
    expectTensorsClose(run(qkv), expected, { absolute: 1e-6 });
  });
});

test('gradients', () => {
  tf.tidy(() => {
    const weights = randomRows('w');
    const loss = (qkv: Record<string, Tensor>): Tensor => tf.sum(tf.mul(run(qkv as never), weights));
    expectCorrectGradients((inputs) => loss({ ...inputs }), {
      query: randomRows('q'),
      key: randomRows('k'),
      value: randomRows('v'),
    });
  });
});

test('dropout takes weights away in training', () => {
  tf.tidy(() => {
    const qkv = { query: randomRows('q'), key: randomRows('k'), value: randomRows('v') };
    const shape = { batchSize: B, length: T, numHeads: H, dropoutRate: 0.5 };
    const noMask = { mask: tf.zeros([B, 1, 1, T]) };
    const kept = attend(qkv, noMask, { ...shape, dropout: new Dropout() });
    const dropped = attend(qkv, noMask, { ...shape, dropout: new Dropout(tf.tensor1d([1, 2], 'int32')) });
    expect([...dropped.dataSync()]).not.toEqual([...kept.dataSync()]);
  });
});

test('in packed rows a token sees its own text, padding sees padding', () => {
  tf.tidy(() => {
    const found = segmentMask(
      tf.tensor2d(
        [
          [0, 0, 1],
          [2, -1, -1],
        ],
        undefined,
        'int32',
      ),
    );
    const [o, x] = [0, MASKED];
    const expected = [
      [
        [o, o, x],
        [o, o, x],
        [x, x, o],
      ],
      [
        [o, x, x],
        [x, o, o],
        [x, o, o],
      ],
    ];
    expectTensorsClose(found, tf.expandDims(tf.tensor(expected), 1));
  });
});

test('a token sees its row, or in packed rows its text', () => {
  tf.tidy(() => {
    const attentionMask = tf.tensor2d(mask, [B, T], 'int32');
    expectTensorsClose(textSight({ attentionMask }).mask as Tensor, additiveMask(attentionMask));
    const segments = tf.tensor2d(
      [
        [0, 0, 1],
        [2, -1, -1],
      ],
      undefined,
      'int32',
    );
    const packing = { segments, starts: tf.tensor1d([0, 2, 3], 'int32') };
    expect(textSight({ attentionMask, packing }).segments?.arraySync()).toEqual([0, 0, 1, 2, -1, -1]);
  });
});

test('in local attention a token sees its neighbours on both sides', () => {
  tf.tidy(() => {
    const [o, x] = [0, MASKED];
    const expected = [
      [o, o, x, x],
      [o, o, o, x],
      [x, o, o, o],
      [x, x, o, o],
    ];
    expectTensorsClose(windowMask(4, 1), tf.reshape(tf.tensor(expected), [1, 1, 4, 4]));
    expectTensorsClose(windowMask(2, 0), tf.tensor([o, x, x, o], [1, 1, 2, 2]));
  });
});
