import { Parameter, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { BestWeights } from './best-weights.ts';

/** The weight that counts after these scores, where the weight after score i is i. */
function bestOf(scores: readonly number[], better: 'higher' | 'lower'): number | undefined {
  return expectNoLeakedTensors(() => {
    const parameter = new Parameter('w', tf.scalar(-1));
    parameter.makeTrainable();
    const best = new BestWeights([parameter]);
    scores.forEach((score, index) => {
      tf.tidy(() => parameter.assign(tf.scalar(index)));
      best.offer(score, better);
    });
    best.restore();
    const value = tf.tidy(() => parameter.value().dataSync()[0]);
    best.dispose();
    parameter.dispose();
    return value;
  });
}

test.each([
  [[1, 3, 2], 'higher', 1],
  [[1, 3, 3], 'higher', 1],
  [[1, 3, 2], 'lower', 0],
  [[3, 1, 1, 2], 'lower', 1],
  [[NaN, 0, NaN], 'higher', 1],
  [[NaN, NaN], 'higher', 1],
] as const)(
  'of scores %j, where the %s is better, the weights of index %d stay',
  (scores, better, expected) => {
    expect(bestOf(scores, better)).toBe(expected);
  },
);
