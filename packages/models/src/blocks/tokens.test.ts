import { tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { firstOfTexts, firstToken, meanOfTexts } from './tokens.ts';

const ints = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');

/** Two texts in rows of their own, and the same in one row, after which a third has no token. */
const texts = () => ({
  apart: {
    hidden: tf.tensor3d([
      [
        [1, 2],
        [3, 4],
        [8, 8],
      ],
      [
        [5, 9],
        [9, 9],
        [9, 9],
      ],
    ]),
    attentionMask: ints([
      [1, 1, 0],
      [1, 0, 0],
    ]),
  },
  packed: {
    hidden: tf.tensor3d([
      [
        [1, 2],
        [3, 4],
        [5, 9],
        [9, 9],
      ],
    ]),
    attentionMask: ints([[1, 1, 1, 0]]),
    packing: { segments: ints([[0, 0, 1, -1]]), starts: tf.tensor1d([0, 2, 0], 'int32') },
  },
});

test('the first token of every row', () => {
  tf.tidy(() => {
    const hidden = tf.tensor3d([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 3, 2]);
    expectTensorsClose(firstToken(hidden), [
      [0, 1],
      [6, 7],
    ]);
  });
});

test('the first token of every text', () => {
  tf.tidy(() => {
    const { apart, packed } = texts();
    expectTensorsClose(firstOfTexts(apart.hidden, apart), [
      [1, 2],
      [5, 9],
    ]);
    expectTensorsClose(firstOfTexts(packed.hidden, packed), [
      [1, 2],
      [5, 9],
      [1, 2],
    ]);
  });
});

test('the mean of every text’s tokens, without padding', () => {
  tf.tidy(() => {
    const { apart, packed } = texts();
    expectTensorsClose(meanOfTexts(apart.hidden, apart), [
      [2, 3],
      [5, 9],
    ]);
    expectTensorsClose(meanOfTexts(packed.hidden, packed), [
      [2, 3],
      [5, 9],
      [0, 0],
    ]);
  });
});

test('gradients of the mean', () => {
  tf.tidy(() => {
    for (const { hidden, ...places } of Object.values(texts()))
      expectCorrectGradients(({ x }) => tf.sum(tf.square(meanOfTexts(x as tf.Tensor, places))), {
        x: hidden,
      });
  });
});
