import {
  currentBinding,
  DataType,
  executeOp,
  overrideBinding,
  tensorId,
  typeAttribute,
  withBinding,
  wrapTensor,
} from '../native/binding.ts';
import { tf, Variable } from '../index.ts';
import { Recorder } from './recorder.ts';

const native = currentBinding();

let recorder: Recorder;
beforeEach(() => {
  recorder = new Recorder(native);
});
afterEach(() => recorder.dispose(false));

const record = <T extends tf.TensorContainer>(body: () => T): T =>
  withBinding(recorder.binding, () => tf.tidy(body));
const input = (...shape: number[]): tf.Tensor => wrapTensor(recorder.placeholder(DataType.float32, shape));

describe('symbolic tensors', () => {
  test('have shapes and types, and negative ids that tfjs never frees', () => {
    record(() => {
      const x = input(2, 3);
      const y = tf.argMax(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, false, true), 1);
      expect([y.dtype, y.shape]).toEqual(['int32', [2]]);
      expect(tensorId(y)).toBeLessThan(-1);
    });
  });

  test('have ids of their own in every recording', () => {
    const other = new Recorder(native);
    const ids = [recorder, other, recorder].map((one) => one.placeholder(DataType.float32, [1]).id);
    expect(new Set(ids).size).toBe(3);
    other.dispose(false);
  });

  test('of another recording are refused', () => {
    const other = new Recorder(native);
    const foreign = wrapTensor(other.placeholder(DataType.float32, [2]));
    const own = input(2); // an endpoint of the same number
    expect(() => record(() => tf.add(own, foreign))).toThrow(
      /Expected a tensor of the step that is being recorded, got one that another step kept/,
    );
    tf.dispose([own, foreign]);
    other.dispose(false);
  });

  test('can not be used in eager execution', () => {
    const x = input(2);
    expect(() => tf.exp(x)).toThrow(/Input Tensor ID not referenced/);
    x.dispose();
  });
});

describe('captured tensors', () => {
  test('small ones become constants, large ones inputs, each once', () => {
    const [small, large] = [tf.ones([64]), tf.ones([65])];
    record(() => {
      const x = input(1);
      tf.add(tf.add(x, small), tf.mul(x, small));
      tf.add(tf.add(x, large), tf.mul(x, large));
    });
    expect(recorder.captures).toHaveLength(1);
    tf.dispose([small, large]);
  });

  test.each(['int32', 'bool'] as const)('a small %s becomes a constant too', (dtype) => {
    const small = tf.cast(tf.tensor1d([1, 0]), dtype);
    record(() => void recorder.endpoint(tensorId(small)));
    expect(recorder.captures).toHaveLength(0);
    small.dispose();
  });

  test('an empty tensor and text', () => {
    const [empty, text] = [tf.zeros([0, 3]), tf.tensor1d(['a', 'b'])];
    record(() => {
      tf.exp(empty);
      expect(recorder.endpoint(tensorId(text))).toMatchObject({ dtype: DataType.string, shape: [2] });
    });
    expect(recorder.captures).toHaveLength(1); // text
    tf.dispose([empty, text]);
  });

  test('are aliases: they share the memory, but not the life, of the original', () => {
    const before = native.getNumOfTensors();
    const large = tf.fill([100], 7);
    record(() => void recorder.endpoint(tensorId(large)));
    large.dispose();
    const [capture] = recorder.captures;
    expect(new Float32Array(native.readTensorBytes(capture?.id ?? -1).buffer)[99]).toBe(7);
    expect(native.getNumOfTensors()).toBe(before + 1);
    capture?.release();
    expect(native.getNumOfTensors()).toBe(before);
    recorder.captures.length = 0;
  });
});

test('recording executes nothing: only aliases of captured tensors and casts of weights run', () => {
  const executed: string[] = [];
  const counted = overrideBinding(native, {
    executeOp(type, ...rest) {
      executed.push(type);
      return native.executeOp(type, ...rest);
    },
  });
  const weight = tf.ones([20, 20]);
  const variable = new Variable('v', [20, 20]);
  for (const precision of ['float32', 'bfloat16'] as const) {
    const counting = new Recorder(counted, { matmulPrecision: precision });
    withBinding(counting.binding, () =>
      tf.tidy(() => {
        const x = wrapTensor(counting.placeholder(DataType.float32, [20, 20])) as tf.Tensor2D;
        const loss = (w: tf.Tensor): tf.Scalar =>
          tf.sum(tf.softmax(tf.matMul(tf.matMul(x, weight as tf.Tensor2D), tf.mul(w, 2) as tf.Tensor2D)));
        variable.assignSub(tf.grad(loss)(variable.read()));
      }),
    );
    counting.dispose(false);
  }
  expect(new Set(executed)).toEqual(new Set(['Identity', 'Cast']));
  expect(executed.filter((type) => type === 'Cast')).toHaveLength(1); // of the weight, for bfloat16
  weight.dispose();
  variable.dispose();
});

describe('values', () => {
  const refused = /A compiled step has no values while it is recorded/;

  test('of symbolic and of captured tensors are not read', async () => {
    const captured = tf.exp(tf.scalar(1));
    record(() => {
      expect(() => input(1).dataSync()).toThrow(refused);
      expect(() => captured.arraySync()).toThrow(refused);
      expect(() => input(1).print()).toThrow(refused);
    });
    const pending = withBinding(recorder.binding, () => captured.data());
    await expect(pending).rejects.toThrow(refused);
    captured.dispose();
  });

  test('that are still in JavaScript can be', () => {
    record(() => expect([...tf.tensor1d([1, 2]).dataSync()]).toEqual([1, 2]));
  });
});

test('an op that tfjs lets through but TensorFlow refuses is named with its shapes', () => {
  const attributes = [typeAttribute('T', DataType.float32)];
  expect(() => record(() => executeOp('MatMul', [input(2, 3), input(4, 5)], attributes))).toThrow(
    /the op MatMul on \[2, 3\], \[4, 5\], issued .*, is not possible: .*must be equal, but are 3 and 4/,
  );
});

test('writes are noted, reads are not', () => {
  const variable = new Variable('v', [2]);
  record(() => {
    variable.read();
    variable.assign(variable.read());
    variable.assignAdd(input(2));
  });
  expect(recorder.writes).toHaveLength(2);
  variable.dispose();
});

test('a recording that is given up frees what it captured', () => {
  const before = native.getNumOfTensors();
  const weight = tf.ones([8, 9]);
  for (const precision of ['float32', 'bfloat16'] as const) {
    const abandoned = new Recorder(native, { matmulPrecision: precision });
    withBinding(abandoned.binding, () =>
      tf.tidy(() => {
        const x = wrapTensor(abandoned.placeholder(DataType.float32, [2, 8]));
        tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D);
      }),
    );
    expect(native.getNumOfTensors()).toBe(before + 2);
    abandoned.dispose(false);
    expect(native.getNumOfTensors()).toBe(before + 1);
  }
  weight.dispose();
});
