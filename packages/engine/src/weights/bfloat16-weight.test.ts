import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import {
  Bfloat16Weight,
  compile,
  DataType,
  type NamedTensors,
  type OperationRecord,
  Parameter,
  tf,
} from '../index.ts';

/** 1.00390625 lies half-way between two bfloat16 numbers: ties go to the even one. */
const values = [
  [1, 1.00390625, -3],
  [0.1, 100.3, 2 ** -20],
];
const rounded = [
  [1, 1, -3],
  [0.10009765625, 100.5, 2 ** -20],
];

function makeParameter(): Parameter {
  const value = tf.tensor2d(values);
  const parameter = new Parameter('w', Bfloat16Weight.fromTensor(value));
  value.dispose();
  return parameter;
}

function withParameter(body: (parameter: Parameter) => void): void {
  expectNoLeakedTensors(() => {
    const parameter = makeParameter();
    tf.tidy(() => body(parameter));
    parameter.dispose();
  });
}

test('holds the nearest bfloat16 numbers, and gives them as float32', () => {
  withParameter((parameter) => {
    expect(parameter.shape).toEqual([2, 3]);
    expect(parameter.value().dtype).toBe('float32');
    expect(parameter.value().arraySync()).toEqual(rounded);
    parameter.assign(tf.tensor2d([rounded[1] ?? [], values[1] ?? []]));
    expect(parameter.read().arraySync()).toEqual([rounded[1], rounded[1]]);
  });
});

test('takes a checkpoint’s bytes as they are', () => {
  const bytes = new Uint8Array(Uint16Array.from([0x3f80, 0xc040]).buffer); // 1, -3
  const weight = Bfloat16Weight.fromBytes([2], bytes);
  tf.tidy(() => expectTensorsClose(weight.value(), [1, -3]));
  weight.dispose();
  expect(() => weight.value()).toThrow('Expected a live weight, got one that was disposed');
});

test('becomes a float32 variable when it is to be trained', () => {
  withParameter((parameter) => {
    parameter.makeTrainable();
    parameter.variable().assignAdd(tf.fill([2, 3], 2 ** -12));
    expectTensorsClose(parameter.value(), tf.add(tf.tensor2d(rounded), 2 ** -12), {
      absolute: 0,
      relative: 0,
    });
  });
});

test('products and look-ups in compiled steps take the bfloat16 itself', () => {
  withParameter((parameter) => {
    const step = compile(
      ({ x, ids }: NamedTensors): NamedTensors => ({
        product: tf.matMul(x as tf.Tensor2D, parameter.value() as tf.Tensor2D, false, true),
        rows: tf.gather(parameter.value(), ids as tf.Tensor1D),
      }),
      { name: 'reduced' },
    );
    const { product, rows } = step.run({ x: tf.tensor2d([[1, 2, 4]]), ids: tf.tensor1d([1], 'int32') });
    expectTensorsClose(product as tf.Tensor, [[-9, 201]], { absolute: 0.5 }); // 8 bits of 201.1
    expectTensorsClose(rows as tf.Tensor, [rounded[1] ?? []], { absolute: 0, relative: 0 });
    const [operations = []] = step.operations;
    expect(operations.filter((operation) => widens(operation, [2, 3]))).toEqual([]);
    step.dispose();
  });
});

function widens({ type, inputs: [input] }: OperationRecord, shape: readonly number[]): boolean {
  return type === 'Cast' && input?.dtype === DataType.bfloat16 && input.shape?.join() === shape.join();
}
