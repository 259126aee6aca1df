import { Random } from '@lamella/core';
import { Bfloat16Weight } from '@lamella/engine';
import { drawNatively, initialValues } from './initial-values.ts';

const options = { seed: 3, standardDeviation: 0.5 };
const weight = { name: 'a.weight', shape: [40, 50] };

function spreadOf(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

test('portable numbers are the stream of a weight, one after the other', () => {
  const random = Random.fork(3, 'a.weight');
  const values = initialValues(weight, 'normal', options);
  expect(values).toHaveLength(2000);
  expect([...values.slice(0, 3)]).toEqual([1, 2, 3].map(() => Math.fround(random.normal() * 0.5)));
});

test('norms start at one, biases at zero', () => {
  expect(new Set(initialValues(weight, 'ones', options))).toEqual(new Set([1]));
  expect(new Set(initialValues(weight, 'zeros', options))).toEqual(new Set([0]));
});

test.each([false, true])('native numbers are a stream per weight and seed (bfloat16: %p)', (isReduced) => {
  const draw = (name: string, seed: number): number[] => {
    const drawn = drawNatively({ ...weight, name }, isReduced, { ...options, seed });
    expect(drawn instanceof Bfloat16Weight).toBe(isReduced);
    const value = drawn instanceof Bfloat16Weight ? drawn.value() : drawn;
    const values = [...value.dataSync()];
    drawn.dispose();
    return values;
  };
  const values = draw('a.weight', 3);
  expect(draw('a.weight', 3)).toEqual(values);
  expect(draw('b.weight', 3)).not.toEqual(values);
  expect(draw('a.weight', 4)).not.toEqual(values);
  expect(Math.abs(spreadOf(values) - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * values.length));
});
