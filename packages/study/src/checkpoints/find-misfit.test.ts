import { float32Tensor } from '@lamella/files';
import { findMisfit } from './find-misfit.ts';

const names = ['a', 'a/m', 'a/v'];
const stateOf = (shape: number[]) => ({
  tensors: new Map(names.map((name) => [name, float32Tensor(shape, new Float32Array(6))])),
});

test('a state fits weights whose values and moments it has', () => {
  expect(findMisfit(stateOf([2, 3]), [{ name: 'a', shape: [2, 3] }])).toBeUndefined();
  expect(findMisfit(stateOf([3, 2]), [{ name: 'a', shape: [2, 3] }])).toBe(
    'it lacks a, or has it in another shape',
  );
  expect(findMisfit(stateOf([6]), [{ name: 'b', shape: [6] }])).toBe(
    'it lacks b, or has it in another shape',
  );
});
