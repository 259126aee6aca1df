import { currentBinding, DataType, overrideBinding, tensorId } from '../native/binding.ts';
import { Graph, rawTensor, single, sizeOf } from './graph.ts';
import { tf } from '../index.ts';

const binding = currentBinding();
const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
const int = (name: string, value: number) => ({ name, type: binding.TF_ATTR_INT, value });
const T = type('T', DataType.float32);

let graph: Graph;
beforeEach(() => {
  graph = new Graph(binding);
});
afterEach(() => graph.dispose());

const float32 = (...shape: number[]) => graph.placeholder({ dtype: DataType.float32, shape });
const int32s = (...values: number[]) => graph.constant(rawTensor(DataType.int32, [values.length], values));

describe('shapes', () => {
  test('follow from those of the inputs', () => {
    const product = graph.add('MatMul', [float32(2, 3).id, float32(3, 5).id], { attributes: [T] });
    expect(single(product)).toMatchObject({ dtype: DataType.float32, shape: [2, 5] });
  });

  test('follow from constants', () => {
    const reshaped = graph.add('Reshape', [float32(2, 6).id, int32s(3, -1).id], { attributes: [T] });
    expect(single(reshaped).shape).toEqual([3, 4]);
  });

  test('are unknown where they follow from values', () => {
    const shape = graph.placeholder({ dtype: DataType.int32, shape: [2] });
    expect(single(graph.add('Reshape', [float32(6).id, shape.id], { attributes: [T] })).shape).toEqual([
      -1, -1,
    ]);
  });

  test('can be stated', () => {
    const handle = graph.placeholder({ dtype: DataType.resource, shape: [] });
    const value = single(
      graph.add('ReadVariableOp', [handle.id], { attributes: [type('dtype', DataType.float32)] }),
    );
    expect(value.shape).toBeNull();
    graph.setShape(value.id, [2, 2]);
    expect(single(graph.add('Square', [value.id], { attributes: [T] })).shape).toEqual([2, 2]);
  });

  test('that do not fit are refused', () => {
    expect(() => graph.add('MatMul', [float32(2, 3).id, float32(2, 3).id], { attributes: [T] })).toThrow(
      /Dimensions must be equal, but are 3 and 2/,
    );
  });
});

test('a function runs the ops that its ends depend on, and no others', () => {
  const body: (readonly number[])[] = [];
  const native = overrideBinding(binding, { addFunction: (...args) => void body.push(args[5]) });
  const own = new Graph(native);
  const x = own.placeholder({ dtype: DataType.float32, shape: [2] });
  const square = own.add('Square', [x.id], { attributes: [T] });
  own.add('Exp', [single(square).id], { attributes: [T] });
  const written = own.add('Sqrt', [x.id], { attributes: [T] });
  own.toFunction('f', { inputs: [x.id], outputs: [single(square).id], controls: [written.operation] });
  own.dispose();
  expect(body).toEqual([[square.operation, written.operation]]);
});

describe('inputs', () => {
  test('of a list are grouped by the op definition: a counted list', () => {
    const inputs = [float32(2, 3), float32(2, 4), graph.constant(rawTensor(DataType.int32, [], [1]))];
    const joined = graph.add(
      'ConcatV2',
      inputs.map(({ id }) => id),
      { attributes: [T, int('N', 2), type('Tidx', DataType.int32)] },
    );
    expect(single(joined).shape).toEqual([2, 7]);
  });

  test('a list of types', () => {
    const inputs = [float32(1), graph.placeholder({ dtype: DataType.int32, shape: [2] })];
    const types = { name: 'T', type: binding.TF_ATTR_TYPE, value: [DataType.float32, DataType.int32] };
    const { outputs } = graph.add(
      'IdentityN',
      inputs.map(({ id }) => id),
      { attributes: [types] },
    );
    expect(outputs.map(({ dtype, shape }) => [dtype, shape])).toEqual([
      [DataType.float32, [1]],
      [DataType.int32, [2]],
    ]);
  });

  test('too many are refused', () => {
    expect(() => graph.add('Square', [float32(1).id, float32(1).id], { attributes: [T] })).toThrow(
      'Expected 1 inputs for Square, got 2',
    );
  });

  test('of another graph are refused', () => {
    expect(() => graph.add('Square', [99], { attributes: [T] })).toThrow(/No endpoint 99/);
  });
});

test('an unknown op and an unknown attribute are refused, and the graph stays usable', () => {
  const x = float32(2);
  expect(() => graph.add('NoSuchOp', [x.id], { attributes: [] })).toThrow(/NoSuchOp/);
  expect(() => graph.add('Square', [x.id], { attributes: [T, { name: 'n', type: 999, value: 1 }] })).toThrow(
    /n has a type that is not known: 999/,
  );
  expect(single(graph.add('Exp', [x.id], { attributes: [T] })).shape).toEqual([2]);
});

describe('constants', () => {
  test('that are equal are shared', () => {
    expect(int32s(1, 2)).toBe(int32s(1, 2));
    expect(graph.numOperations).toBe(1);
  });

  test('of other values, shapes or types are not', () => {
    const bits = rawTensor(DataType.float32, [1], [1]).bytes;
    const ids = [
      int32s(1, 2),
      int32s(1, 3),
      graph.constant(rawTensor(DataType.int32, [2, 1], [1, 2])),
      graph.constant(rawTensor(DataType.float32, [1], [1])),
      graph.constant({ dtype: DataType.int32, shape: [1], bytes: bits }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('rawTensor', () => {
  test.each([
    ['float32', DataType.float32, [1.5, -2], 8],
    ['float64', DataType.float64, [1.5, -2], 16],
    ['int32', DataType.int32, [1, -2], 8],
    ['bool', DataType.bool, [1, 0], 2],
  ])('%s', (_name, dtype, values, length) => {
    expect(rawTensor(dtype, [2], values).bytes).toHaveLength(length);
  });

  test('has no form for other types', () => {
    expect(() => rawTensor(DataType.string, [1], [1])).toThrow(
      'Expected numbers of a type with a typed array, got TensorFlow type 7',
    );
  });
});

test('a graph becomes a function that runs like an op', () => {
  const [x, y] = [float32(2), float32(2)];
  const sum = single(graph.add('AddV2', [x.id, y.id], { attributes: [T] }));
  const wide = graph.cast(sum.id, DataType.float32, DataType.int32);
  graph.toFunction('graph_test_sum', { inputs: [x.id, y.id], outputs: [sum.id, wide.id], controls: [] });
  tf.tidy(() => {
    const inputs = [tf.tensor1d([1.5, 2]), tf.tensor1d([10, 20])].map(tensorId);
    const results = binding.executeOp('graph_test_sum', [], inputs, 2);
    const [bytes, integers] = results.map(({ id }) => binding.readTensorBytes(id).buffer);
    expect([...new Float32Array(bytes as ArrayBuffer)]).toEqual([11.5, 22]);
    expect([...new Int32Array(integers as ArrayBuffer)]).toEqual([11, 22]);
    for (const { id } of results) binding.deleteTensor(id);
  });
  binding.removeFunction('graph_test_sum');
  expect(() => binding.executeOp('graph_test_sum', [], [], 2)).toThrow(/graph_test_sum/);
});

test('a graph that was disposed is gone', () => {
  const other = new Graph(binding);
  other.dispose();
  expect(() => other.placeholder({ dtype: DataType.float32, shape: [] })).toThrow(/No graph/);
});

test('sizeOf', () => {
  expect([sizeOf([]), sizeOf([3]), sizeOf([2, 3, 4]), sizeOf([5, 0])]).toEqual([1, 3, 24, 0]);
});
