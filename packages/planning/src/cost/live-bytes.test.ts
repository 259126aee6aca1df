import { DataType, type OperationRecord } from '@lamella/engine';
import { peakLiveBytes } from './live-bytes.ts';

/** An op on float32 vectors, written as `type inputs -> output[length]`. */
function op(type: string, inputs: readonly number[], output: number, length: number): OperationRecord {
  const operand = (id: number, size: number) => ({ id, dtype: DataType.float32, shape: [size] });
  return {
    type,
    attributes: [],
    inputs: inputs.map((id) => operand(id, 1)),
    outputs: [operand(output, length)],
  };
}

const WEIGHT = 100; // no op gives it

test('a value is held until its last use', () => {
  const operations = [
    op('MatMul', [WEIGHT], 1, 10),
    op('MatMul', [1], 2, 20), // 1 and 2
    op('MatMul', [2], 3, 5), // 1, 2 and 3: 35 elements
    op('MatMul', [1, 3], 4, 10), // 1, 3 and 4
  ];
  expect(peakLiveBytes(operations)).toBe(4 * 35);
});

test('a chain holds two values at a time', () => {
  const operations = [1, 2, 3, 4].map((id) => op('MatMul', [id - 1], id, 10));
  expect(peakLiveBytes(operations)).toBe(4 * 20);
});

test('an op over elements writes into an input that nobody needs any more', () => {
  expect(peakLiveBytes([op('MatMul', [WEIGHT], 1, 10), op('Exp', [1], 2, 10)])).toBe(4 * 10);
  const isNeeded = [op('MatMul', [WEIGHT], 1, 10), op('Exp', [1], 2, 10), op('Add', [1, 2], 3, 10)];
  expect(peakLiveBytes(isNeeded)).toBe(4 * 20);
});

test('a view keeps what it shows, and takes no memory', () => {
  const operations = [
    op('MatMul', [WEIGHT], 1, 10),
    op('Reshape', [1], 2, 10),
    op('MatMul', [WEIGHT], 3, 7), // 1 is still needed, through 2
    op('MatMul', [2], 4, 1),
  ];
  expect(peakLiveBytes(operations)).toBe(4 * (10 + 7));
});

test('a view of a weight is none of the step', () => {
  expect(peakLiveBytes([op('Reshape', [WEIGHT], 1, 1000), op('MatMul', [1], 2, 3)])).toBe(4 * 3);
});

test('an update runs once its gradient is known, though it is issued behind the whole backward pass', () => {
  const backward = [op('MatMul', [WEIGHT], 1, 10), op('Cast', [1], 2, 30), op('MatMul', [1], 3, 10)];
  const updates = [
    op('ResourceApplyAdam', [2], 5, 0),
    op('Sum', [2], 6, 1),
    op('ResourceApplyAdam', [3], 7, 0),
  ];
  expect(peakLiveBytes([...backward, ...updates])).toBe(4 * 41); // 1, 2 and 6; then 3 without 2
  const clipped = [op('Mul', [2, 3], 5, 30), op('ResourceApplyAdam', [5], 6, 0)];
  expect(peakLiveBytes([...backward, ...clipped])).toBe(4 * 50); // 1, 2 and 3
});
