import { Parameter, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { requireFiniteLoss, requireFiniteWeights } from './require-finite.ts';

const at = { step: 12, learningRate: 1e30 };

test.each([NaN, Infinity, -Infinity])(
  'a loss of %p ends the training with its step and learning rate',
  (loss) => {
    expect(() => requireFiniteLoss(loss, at)).toThrow(
      `Expected a finite loss, got ${loss} at step 12 (learning rate 1e+30): the training has diverged. ` +
        'Lower training.learningRate, warm up for longer, or clip the gradients with training.maxGradNorm.',
    );
    expect(() => requireFiniteLoss(loss, { ...at, step: 1 })).toThrow(
      /the model gives none for its first batch$/,
    );
    expect(() => requireFiniteLoss(0, at)).not.toThrow();
  },
);

test('a weight that is not finite is found in whatever parameter it is', () => {
  expectNoLeakedTensors(() => {
    const parameters = [0, NaN, -Infinity].map(
      (value, i) => new Parameter(`w${i}`, tf.tensor1d([1, value, 2])),
    );
    const [whole, nan, infinite] = parameters as [Parameter, Parameter, Parameter];
    expect(() => requireFiniteWeights([whole], at)).not.toThrow();
    expect(() => requireFiniteWeights([whole, nan], at)).toThrow(
      /^Expected finite weights, got NaN or infinite ones in w1 after step 12 \(learning rate 1e\+30\)/,
    );
    expect(() => requireFiniteWeights([infinite, nan], at)).toThrow(/ in w2 /);
    for (const parameter of parameters) parameter.dispose();
  });
});
