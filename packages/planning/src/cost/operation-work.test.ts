import { DataType, type OperationRecord } from '@lamella/engine';
import { bytesOf, kindOf, workOf } from './operation-work.ts';

const operand = (id: number, shape: readonly number[], dtype: number = DataType.float32) => ({
  id,
  dtype,
  shape: [...shape],
});

function operation(
  type: string,
  inputs: OperationRecord['inputs'],
  outputs: OperationRecord['outputs'],
): OperationRecord {
  return { type, attributes: [], inputs, outputs };
}

test('a product: 2 · rows · length · columns operations, per matrix of a batch', () => {
  const product = operation(
    'BatchMatMulV2',
    [operand(1, [6, 10, 4]), operand(2, [6, 4, 8])],
    [operand(3, [6, 10, 8])],
  );
  expect(workOf(product)).toEqual({
    kind: 'product',
    type: 'float32',
    batch: 6,
    flops: 6 * 2 * 10 * 4 * 8,
    bytes: 4 * 6 * (10 * 4 + 4 * 8 + 10 * 8),
    smallest: 4,
  });
});

test('a product in bfloat16 moves half the bytes', () => {
  const { bfloat16 } = DataType;
  const product = operation(
    'MatMul',
    [operand(1, [10, 4], bfloat16), operand(2, [4, 8], bfloat16)],
    [operand(3, [10, 8], bfloat16)],
  );
  expect(workOf(product)).toMatchObject({ type: 'bfloat16', batch: 1, bytes: 2 * (40 + 32 + 80) });
});

test('a sum reads both inputs and writes its output', () => {
  const sum = operation('Add', [operand(1, [5, 3]), operand(2, [3])], [operand(3, [5, 3])]);
  expect(workOf(sum)).toEqual({ kind: 'map', bytes: 4 * (15 + 3 + 15) });
});

test('of a table only the rows that are taken are read', () => {
  const gather = operation('GatherV2', [operand(1, [50_000, 8]), operand(2, [4], 3)], [operand(3, [4, 8])]);
  expect(workOf(gather)).toEqual({ kind: 'copy', bytes: 2 * 4 * 32 });
});

test('AdamW reads a gradient, and reads and writes value and both moments', () => {
  const handle = operand(1, [], DataType.resource);
  const update = operation(
    'ResourceApplyAdam',
    [handle, handle, handle, operand(2, []), operand(3, [10, 2])],
    [],
  );
  expect(workOf(update)).toEqual({ kind: 'update', bytes: 7 * 4 * 20 });
});

test('other views of the same memory cost nothing', () => {
  const view = operation('Reshape', [operand(1, [4, 2]), operand(2, [1], 3)], [operand(3, [8])]);
  expect(workOf(view)).toEqual({ kind: 'view' });
});

test('bytes follow from type and shape; handles and unknown shapes have none', () => {
  expect(bytesOf(operand(1, [3, 2], DataType.bfloat16))).toBe(12);
  expect(bytesOf(operand(1, [3], DataType.int64))).toBe(24);
  expect(bytesOf(operand(1, [], DataType.resource))).toBe(0);
  expect(bytesOf({ dtype: DataType.float32, shape: null })).toBe(0);
});

test('ops without a kind of their own go over elements', () => {
  expect(kindOf(operation('Relu6', [], []))).toBe('map');
  expect(kindOf(operation('Softmax', [], []))).toBe('softmax');
});
