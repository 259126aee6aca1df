import { expectNoLeakedTensors } from '../testing/index.ts';
import {
  currentBinding,
  DataType,
  executeOp,
  isRecording,
  overrideBinding,
  tensorId,
  tensorType,
  typeAttribute,
  withBinding,
  wrapTensor,
} from './binding.ts';
import { compile, tf } from '../index.ts';

describe('the native addon', () => {
  test('has TensorFlow 2', () => {
    expect(currentBinding().TF_Version).toMatch(/^2\.\d+\.\d+$/);
  });

  test('round-trips bytes of types that tfjs does not have', () => {
    const binding = currentBinding();
    const bytes = new Uint8Array(Float64Array.of(Math.PI, -0, 1e300).buffer);
    const id = binding.createTensorFromBytes({ dtype: DataType.float64, shape: [3], bytes });
    expect([...binding.readTensorBytes(id)]).toEqual([...bytes]);
    binding.deleteTensor(id);
    expect(() => binding.readTensorBytes(id)).toThrow(/No tensor/);
  });

  test('round-trips an empty tensor', () => {
    const binding = currentBinding();
    const id = binding.createTensorFromBytes({
      dtype: DataType.float32,
      shape: [0, 3],
      bytes: new Uint8Array(0),
    });
    expect(binding.readTensorBytes(id)).toHaveLength(0);
    binding.deleteTensor(id);
  });

  test('refuses bytes that do not fill the shape', () => {
    const short = { dtype: DataType.float32, shape: [2], bytes: new Uint8Array(7) };
    expect(() => currentBinding().createTensorFromBytes(short)).toThrow(
      'Expected a Uint8Array of 8 bytes, got 7',
    );
  });

  test('knows what its type codes mean', () => {
    const codes = currentBinding() as unknown as Record<string, number>;
    expect([
      codes['TF_FLOAT'],
      codes['TF_INT32'],
      codes['TF_BOOL'],
      codes['TF_STRING'],
      codes['TF_RESOURCE'],
    ]).toEqual([DataType.float32, DataType.int32, DataType.bool, DataType.string, DataType.resource]);
  });

  test('bfloat16 is float32 cut to 16 bits', () => {
    const binding = currentBinding();
    const x = tf.tensor1d([1, -2.5, Math.PI]);
    const attributes = [typeAttribute('SrcT', DataType.float32), typeAttribute('DstT', DataType.bfloat16)];
    const [reduced] = binding.executeOp('Cast', attributes, [tensorId(x)], 1);
    const halves = new Uint16Array(binding.readTensorBytes(reduced?.id ?? -1).buffer);
    expect([...halves].map((half) => half.toString(16))).toEqual(['3f80', 'c020', '4049']);
    binding.deleteTensor(reduced?.id ?? -1);
    x.dispose();
  });
});

describe('tensorId', () => {
  test('uploads once', () => {
    const x = tf.tensor1d([1, 2]);
    const before = currentBinding().getNumOfTensors();
    const id = tensorId(x);
    expect(id).toBeGreaterThanOrEqual(0);
    expect(tensorId(x)).toBe(id);
    expect(currentBinding().getNumOfTensors()).toBe(before + 1);
    x.dispose();
    expect(currentBinding().getNumOfTensors()).toBe(before);
  });

  test('refuses a tensor that was disposed', () => {
    const x = tf.zeros([2, 3]);
    x.dispose();
    expect(() => tensorId(x)).toThrow('Expected a live tensor, got one of float32[2, 3] that was disposed');
    expect(() => tensorType(x)).toThrow('Expected a live tensor, got one of float32[2, 3] that was disposed');
  });
});

test('tensorType is the native type, uploaded or not', () => {
  tf.tidy(() => {
    expect(tensorType(tf.scalar(1))).toBe(DataType.float32);
    expect(tensorType(tf.scalar(1, 'int32'))).toBe(DataType.int32);
    expect(tensorType(tf.greater(1, 0))).toBe(DataType.bool);
    const [bytes] = executeOp(
      'Cast',
      [tf.scalar(7)],
      [typeAttribute('SrcT', DataType.float32), typeAttribute('DstT', DataType.uint8)],
    );
    expect(bytes?.dtype).toBe('int32'); // tfjs has no uint8
    expect(tensorType(bytes as tf.Tensor)).toBe(DataType.uint8);
  });
});

test('executeOp runs an op by its name', () => {
  expectNoLeakedTensors(() =>
    tf.tidy(() => {
      const x = tf.tensor1d([3, 1, 2]);
      const [sum] = executeOp('AddV2', [x, x], [typeAttribute('T', DataType.float32)]);
      expect([...(sum?.dataSync() ?? [])]).toEqual([6, 2, 4]);
    }),
  );
});

test('an op that fails says why, and leaves nothing', () => {
  expectNoLeakedTensors(() =>
    tf.tidy(() => {
      expect(() => executeOp('MatMul', [tf.zeros([2, 3]), tf.zeros([2, 3])])).toThrow(
        /Matrix size-incompatible/,
      );
      expect(() => executeOp('NoSuchOp', [])).toThrow(/NoSuchOp/);
    }),
  );
});

describe('withBinding', () => {
  const binding = currentBinding();

  test('redirects ops while the body runs', () => {
    const types: string[] = [];
    const noting = overrideBinding(binding, {
      executeOp(type, ...rest) {
        types.push(type);
        return binding.executeOp(type, ...rest);
      },
    });
    const y = withBinding(noting, () => tf.tidy(() => tf.exp(tf.neg(tf.scalar(1)))));
    expect(types).toEqual(['Neg', 'Exp']);
    expect(currentBinding()).toBe(binding);
    y.dispose();
  });

  test('puts the former binding back when the body fails', () => {
    expect(() =>
      withBinding(overrideBinding(binding, {}), () => {
        throw new Error('from the body');
      }),
    ).toThrow('from the body');
    expect(currentBinding()).toBe(binding);
  });

  test('nests', () => {
    const [outer, inner] = [overrideBinding(binding, {}), overrideBinding(binding, {})];
    withBinding(outer, () => {
      withBinding(inner, () => expect(currentBinding()).toBe(inner));
      expect(currentBinding()).toBe(outer);
    });
  });
});

test('isRecording is true inside of a step that is compiled, and only there', () => {
  const seen: boolean[] = [];
  const step = compile(
    ({ x }: { readonly x: tf.Tensor }) => {
      seen.push(isRecording());
      return { x };
    },
    { name: 'look' },
  );
  const x = tf.scalar(1);
  tf.dispose([step.run({ x }), step.run({ x })]); // the second run does not call the step
  expect(seen).toEqual([true]);
  expect(isRecording()).toBe(false);
  step.dispose();
  x.dispose();
});

test('wrapTensor gives a tensor that owns the handle', () => {
  const binding = currentBinding();
  expectNoLeakedTensors(() => {
    const bytes = new Uint8Array(Float32Array.of(1, 2).buffer);
    const id = binding.createTensorFromBytes({ dtype: DataType.float32, shape: [2], bytes });
    const x = wrapTensor({ id, dtype: DataType.float32, shape: [2] });
    expect([...x.dataSync()]).toEqual([1, 2]);
    x.dispose();
    expect(() => binding.readTensorBytes(id)).toThrow(/No tensor/);
  });
});
