import { Bfloat16Weight, Parameter, QuantizedWeight, tf, type Tensor } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { KeptWeights } from './kept-weights.ts';

const never = (): Tensor => {
  throw new Error('Expected a weight that is kept');
};
const twos = (): Tensor => tf.fill([40, 64], 2);

function valuesOf(weight: ReturnType<KeptWeights['take']>): Float32Array {
  const value = weight instanceof tf.Tensor ? weight : weight.value();
  const values = value.dataSync<'float32'>().slice();
  if (value !== weight) value.dispose();
  return values;
}

test('a weight that a model has trained is as it was for the next one', () => {
  expectNoLeakedTensors(() => {
    const kept = new KeptWeights();
    kept.begin({ hash: 'a' });
    const parameter = new Parameter('w', kept.take('w', 'w', twos));
    parameter.makeTrainable();
    tf.tidy(() => {
      parameter.variable().assignSub(tf.fill([40, 64], 0.5));
      expect(new Set(parameter.read().dataSync())).toEqual(new Set([1.5]));
    });
    parameter.dispose();
    const again = new Parameter('w', kept.take('w', 'w', never));
    tf.tidy(() => {
      again.assign(tf.zeros([40, 64]));
      expect(new Set(again.read().dataSync())).toEqual(new Set([0]));
    });
    again.dispose();
    const third = kept.take('w', 'w', never);
    expect(new Set(valuesOf(third))).toEqual(new Set([2]));
    third.dispose();
    kept.dispose();
  });
});

test.each([
  ['bfloat16', (twos: Tensor) => Bfloat16Weight.fromTensor(twos)],
  ['nf4', (twos: Tensor) => QuantizedWeight.quantize(twos, 'nf4')],
  ['int8', (twos: Tensor) => QuantizedWeight.quantize(twos, 'int8')],
])('weights in %s outlive the model that they were read for', (_type, hold) => {
  expectNoLeakedTensors(() => {
    const original = twos();
    const kept = new KeptWeights();
    kept.begin({ hash: 'a' });
    const first = kept.take('w', 'w', () => hold(original));
    original.dispose();
    const values = valuesOf(first);
    first.dispose();
    const second = kept.take('w', 'w', never);
    expect(valuesOf(second)).toEqual(values);
    second.dispose();
    kept.dispose();
  });
});

test('weights of another checkpoint are freed, and none is taken for another', () => {
  expectNoLeakedTensors(() => {
    const kept = new KeptWeights();
    kept.begin({ hash: 'a' });
    kept.take('w', 'w', twos).dispose();
    kept.begin({ hash: 'a' });
    expect(kept.size).toBe(1);
    const other = kept.take('w', 'tied', () => tf.fill([40, 64], 3));
    expect(new Set(valuesOf(other))).toEqual(new Set([3]));
    other.dispose();
    kept.begin({ hash: 'b' });
    expect(kept.size).toBe(0);
  });
});

test('what is forgotten is read again', () => {
  const kept = new KeptWeights();
  kept.take('w', 'w', twos).dispose();
  kept.take('v', 'v', twos).dispose();
  kept.forget(['w', 'adapter']);
  expect(kept.size).toBe(1);
  expect(() => kept.take('w', 'w', never)).toThrow('Expected a weight that is kept');
  kept.dispose();
});
