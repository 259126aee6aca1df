import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { attentionSoftmax, attentionSoftmaxByOps } from './fused-softmax.ts';
import { compile, type NamedTensors, tf, type Tensor } from '../index.ts';

const scale = 0.35;
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 3, 'float32', seed);
/** 0 for what is seen, -1e9 for what is not. */
const randomMask = (shape: number[], seed: number): Tensor =>
  tf.mul(tf.cast(tf.greater(tf.randomUniform(shape, 0, 1, 'float32', seed), 0.7), 'float32'), -1e9);

// The last axis is shorter than, equal to, and no multiple of the lanes of a vector; the last shape is worth two threads.
test.each([
  [
    [2, 3, 5, 7],
    [2, 1, 1, 7],
  ],
  [
    [2, 3, 4, 16],
    [1, 1, 4, 16],
  ],
  [
    [3, 2, 4, 37],
    [1, 2, 1, 37],
  ],
  [
    [2, 2, 3, 4, 19],
    [2, 1, 1, 4, 19],
  ],
  [
    [4, 16, 32, 130],
    [4, 1, 1, 130],
  ],
  [[3, 21], undefined],
] as const)(
  'scores %p with a mask %p: values and gradients are those of TensorFlow’s ops',
  (shape, maskShape) => {
    expectNoLeakedTensors(() => {
      tf.tidy(() => {
        const scores = random([...shape], 1);
        const mask = maskShape && randomMask([...maskShape], 2);
        const dy = random([...shape], 3);
        expectTensorsClose(
          attentionSoftmax(scores, { scale, mask }),
          attentionSoftmaxByOps(scores, { scale, mask }),
          { absolute: 1e-6 },
        );
        const gradient = (softmax: typeof attentionSoftmax): Tensor =>
          tf.grad((x) => softmax(x, { scale, mask }))(scores, dy);
        expectTensorsClose(gradient(attentionSoftmax), gradient(attentionSoftmaxByOps), { absolute: 3e-6 });
      });
    });
  },
);

test('what is masked weighs exactly nothing, and a row without anything seen weighs all alike', () => {
  tf.tidy(() => {
    const weights = attentionSoftmax(
      tf.tensor2d([
        [50, 1, 2, 3],
        [0, 0, 0, 0],
      ]),
      {
        scale: 1,
        mask: tf.tensor2d([
          [-1e9, 0, 0, -1e9],
          [-1e9, -1e9, -1e9, -1e9],
        ]),
      },
    ).arraySync() as number[][];
    expect([weights[0]?.[0], weights[0]?.[3]]).toEqual([0, 0]);
    expect(weights[0]?.[1]).toBeCloseTo(1 / (1 + Math.E), 6);
    expect(weights[1]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

test('a NaN among the scores makes its row NaN', () => {
  tf.tidy(() => {
    const rows = attentionSoftmax(
      tf.tensor2d([
        [NaN, 1],
        [1, 1],
      ]),
      { scale: 1 },
    ).arraySync();
    expect(rows).toEqual([
      [NaN, NaN],
      [0.5, 0.5],
    ]);
  });
});

test.each([
  [
    [2, 3, 4],
    [2, 1, 5],
  ],
  [
    [2, 3, 4],
    [3, 4],
  ],
  [
    [2, 3, 4],
    [2, 2, 4],
  ],
])('scores %p and a mask %p: refused', (shape, maskShape) => {
  tf.tidy(() => {
    const options = { scale, mask: tf.zeros(maskShape) };
    expect(() => attentionSoftmax(tf.zeros(shape), options)).toThrow(
      'Expected a mask that broadcasts to the scores',
    );
  });
});

test('runs inside of a compiled step', () => {
  const step = compile(({ x }: NamedTensors) => ({ y: attentionSoftmax(x as Tensor, { scale }) }), {
    name: 'softmax',
  });
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      const x = random([5, 40], 1);
      expectTensorsClose(step.run({ x }).y as Tensor, attentionSoftmax(x, { scale }), { absolute: 0 });
    });
    step.dispose();
  });
});
