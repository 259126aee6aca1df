import { tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { penaliseSeen, SeenTokens } from './repetition-penalty.ts';

// RepetitionPenaltyLogitsProcessor(1.5) of transformers 5.24 on these logits and ids.
test('logits of tokens that were there', () => {
  const penalise = (): unknown =>
    tf.tidy(() => {
      const seen = new SeenTokens([[0, 1], [3]], 4);
      seen.add(1, [2, 2]);
      const logits = tf.tensor2d([
        [3, -3, 1.5, 0],
        [3, -3, 1.5, -0.5],
      ]);
      return penaliseSeen(logits, seen.toTensor(), 1.5).arraySync();
    });
  expect(penalise()).toEqual([
    [2, -4.5, 1.5, 0],
    [3, -3, 1, -0.75],
  ]);
  expectNoLeakedTensors(penalise);
});
