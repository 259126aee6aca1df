import { type Tensor, tf } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import { normsOfPackedTexts, normsOfSamples } from './squared-norms.ts';

/** ‖dYᵀ X‖² of some rows. */
function normOf(x: number[][], dy: number[][]): number {
  const product = tf.matMul(tf.tensor2d(dy), tf.tensor2d(x), true);
  return tf.sum(tf.square(product)).dataSync()[0] ?? NaN;
}

const x = [
  [1, 2, 0],
  [0, -1, 3],
  [2, 2, 1],
  [1, 0, -2],
  [4, 1, 1],
  [0, 3, 1],
];
const dy = [
  [1, -1],
  [2, 0.5],
  [0, 3],
  [-2, 1],
  [1, 1],
  [3, -1],
];

test('samples of the same number of rows', () => {
  tf.tidy(() => {
    const found = normsOfSamples(2)([tf.tensor2d(x)], [tf.tensor2d(dy)]);
    expectTensorsClose(found, [normOf(x.slice(0, 3), dy.slice(0, 3)), normOf(x.slice(3), dy.slice(3))]);
  });
});

test('of several uses, their gradients are one', () => {
  tf.tidy(() => {
    const uses = (rows: number[][]): Tensor[] => [
      tf.tensor2d(rows.slice(0, 2)),
      tf.tensor2d(rows.slice(2, 4)),
    ];
    const norms = normsOfSamples(2)(uses(x), uses(dy));
    const rows = (all: number[][], ids: number[]): number[][] => ids.map((id) => all[id] ?? []);
    expectTensorsClose(norms, [
      normOf(rows(x, [0, 2]), rows(dy, [0, 2])),
      normOf(rows(x, [1, 3]), rows(dy, [1, 3])),
    ]);
  });
});

describe('packed texts', () => {
  // Rows of three tokens: texts 0 and 1; text 2 and padding. A fourth text only fills up.
  const make = () =>
    normsOfPackedTexts({
      segments: tf.tensor2d(
        [
          [0, 0, 1],
          [2, 2, -1],
        ],
        undefined,
        'int32',
      ),
      positions: tf.tensor2d(
        [
          [0, 1, 0],
          [0, 1, 0],
        ],
        undefined,
        'int32',
      ),
      starts: tf.tensor1d([0, 2, 3, 0], 'int32'),
    });

  test('have norms of their own, whoever shares the row', () => {
    expectNoLeakedTensors(() =>
      tf.tidy(() => {
        const found = make()([tf.tensor2d(x)], [tf.tensor2d(dy)]);
        const norm = (begin: number, end: number): number =>
          normOf(x.slice(begin, end), dy.slice(begin, end));
        expectTensorsClose(found, [norm(0, 2), norm(2, 3), norm(3, 5), 0]);
      }),
    );
  });

  test('have a row each where a map is applied to first tokens alone', () => {
    tf.tidy(() => {
      const found = make()([tf.tensor2d(x.slice(0, 4))], [tf.tensor2d(dy.slice(0, 4))]);
      expectTensorsClose(
        found,
        [0, 1, 2, 3].map((i) => normOf([x[i] ?? []], [dy[i] ?? []])),
      );
    });
  });

  test('take one use of a map', () => {
    tf.tidy(() => {
      const uses = [tf.tensor2d(x), tf.tensor2d(x)];
      expect(() => make()(uses, uses)).toThrow(
        'Expected a linear map to be used once on packed texts, got 2 uses',
      );
    });
  });
});
