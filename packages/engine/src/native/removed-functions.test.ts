import { createRequire } from 'node:module';
import { defineRemovedFunctions } from './removed-functions.ts';
import { tf } from './tf.ts';

interface Removed {
  isArray(value: unknown): boolean;
  isNullOrUndefined(value: unknown): boolean;
}

test('the functions mean what they meant', () => {
  const util = {} as Removed;
  defineRemovedFunctions(util);
  expect([[], [1], 'x', { length: 0 }, null].map(util.isArray)).toEqual([true, true, false, false, false]);
  expect([null, undefined, 0, '', false, NaN].map(util.isNullOrUndefined)).toEqual([
    ...[true, true],
    ...[false, false, false, false],
  ]);
});

test('tfjs finds them, without a warning of Node’s', () => {
  const warnings: Error[] = [];
  const collect = (warning: Error): number => warnings.push(warning);
  process.on('warning', collect);
  const util = createRequire(import.meta.url)('node:util') as Removed;
  expect(util.isNullOrUndefined(undefined)).toBe(true);
  expect(util.isArray([])).toBe(true);
  // What calls all four of them: a gradient's type attribute, and the largest values.
  const { values } = tf.topk([3, 1, 2], 2);
  expect([...values.dataSync()]).toEqual([3, 2]);
  values.dispose();
  process.off('warning', collect);
  expect(warnings).toEqual([]);
});
