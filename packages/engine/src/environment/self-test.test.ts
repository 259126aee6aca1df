import * as engine from '../index.ts';
import { selfTest } from './self-test.ts';

test('holds on this engine, and leaves no tensors', () => {
  const before = engine.tf.memory().numTensors;
  expect(selfTest(engine).map(({ name, passed }) => [name, passed])).toEqual([
    ['matmul', true],
    ['gradient', true],
  ]);
  expect(engine.tf.memory().numTensors).toBe(before);
});

test('shows what was found when the arithmetic is wrong', () => {
  const tf = {
    ...engine.tf,
    matMul: (...args: Parameters<typeof engine.tf.matMul>) => engine.tf.neg(engine.tf.matMul(...args)),
  };
  const [matmul] = selfTest({ ...engine, tf: tf as unknown as typeof engine.tf });
  expect(matmul).toEqual({
    name: 'matmul',
    expected: [19, 22, 43, 50],
    found: [-19, -22, -43, -50],
    passed: false,
  });
});
