import * as engine from '../index.ts';
import { bfloat16Instructions, probeBfloat16 } from './probe-bfloat16.ts';

test('finds the instructions among a processor’s flags', () => {
  expect(bfloat16Instructions(['fpu', 'amx_bf16', 'avx512_bf16', 'avx512f'])).toEqual([
    'avx512_bf16',
    'amx_bf16',
  ]);
  expect(bfloat16Instructions(['fp', 'asimd', 'bf16'])).toEqual(['bf16']);
  expect(bfloat16Instructions(['fpu', 'avx2'])).toEqual([]);
});

test('multiplies in bfloat16 and leaves no tensors', () => {
  const before = engine.currentBinding().getNumOfTensors();
  expect(probeBfloat16(engine).works).toBe(true);
  expect(engine.currentBinding().getNumOfTensors()).toBe(before);
});

test('an op that TensorFlow refuses means no support', () => {
  const binding = {
    ...engine.currentBinding(),
    createTensorFromBytes: () => 0,
    deleteTensor: () => {},
    executeOp: () => {
      throw new Error('No kernel for bfloat16');
    },
  };
  expect(probeBfloat16({ ...engine, currentBinding: () => binding }).works).toBe(false);
});
