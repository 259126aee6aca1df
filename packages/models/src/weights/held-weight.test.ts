import { Bfloat16Weight, planOperations, QuantizedWeight, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { type HeldType, holdWeight, symbolicWeight } from './held-weight.ts';

const values = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i));
const types = ['float32', 'bfloat16', 'nf4', 'int8'] as const;

/** The largest error of a type on numbers up to 1. */
const TOLERANCE: Readonly<Record<HeldType, number>> = { float32: 0, bfloat16: 2e-3, int8: 6e-3, nf4: 0.16 };

const sources: Readonly<Record<string, () => Parameters<typeof holdWeight>[0]>> = {
  numbers: () => values,
  'a tensor': () => tf.tensor(values, [2, 64]),
  'a weight of bfloat16': () => {
    const tensor = tf.tensor(values, [2, 64]);
    const weight = Bfloat16Weight.fromTensor(tensor);
    tensor.dispose();
    return weight;
  },
};

test.each(Object.keys(sources).flatMap((source) => types.map((type) => [source, type] as const)))(
  '%s is held as %s, and nothing else is left',
  (source, type) => {
    if (source === 'a weight of bfloat16' && type === 'float32') return;
    expectNoLeakedTensors(() => {
      const weight = holdWeight(sources[source]?.() ?? values, [2, 64], type);
      expect(weight.shape).toEqual([2, 64]);
      expect(weight instanceof QuantizedWeight).toBe(type === 'nf4' || type === 'int8');
      const value = weight instanceof tf.Tensor ? weight.clone() : weight.value();
      const errors = [...value.dataSync()].map((found, i) => Math.abs(found - (values[i] ?? NaN)));
      expect(Math.max(...errors)).toBeLessThanOrEqual(TOLERANCE[type]);
      value.dispose();
      weight.dispose();
    });
  },
);

test.each(types)('a plan has a weight held as %s', (type) => {
  const operations = planOperations({
    setUp: () => symbolicWeight([4, 64], type),
    run: (weight) => void tf.sum(weight instanceof tf.Tensor ? weight : weight.value()).dataSync(),
    tearDown: (weight) => weight.dispose(),
    matmulPrecision: 'float32',
  });
  expect(operations.some(({ type: op }) => op === 'Sum')).toBe(true);
});
