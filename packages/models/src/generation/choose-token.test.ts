import { type Tensor, tf } from '@lamella/engine';
import { chooseToken } from './choose-token.ts';

const seed = (draw: number): Tensor => tf.tensor1d([5, draw], 'int32');

test('takes the most likely token, the first of equals', () => {
  const logits = tf.tensor2d([
    [0, 3, 1],
    [2, 2, 0],
  ]);
  expect([...chooseToken(logits, undefined, seed(0)).dataSync()]).toEqual([1, 0]);
});

test('draws tokens as often as softmax(logits / temperature) says, and the same ones from the same seed', () => {
  const probabilities = [0.5, 0.3, 0.2];
  const numRows = 20000;
  const logits = tf.tile(tf.mul(tf.log(tf.tensor2d([probabilities])), 2), [numRows, 1]);
  const draw = (): number[] => [...chooseToken(logits, { temperature: 2, seed: 5 }, seed(1)).dataSync()];
  const drawn = draw();
  probabilities.forEach((probability, token) => {
    const share = drawn.filter((id) => id === token).length / numRows;
    expect(Math.abs(share - probability)).toBeLessThan(0.015); // over four standard errors
  });
  expect(draw()).toEqual(drawn);
});
