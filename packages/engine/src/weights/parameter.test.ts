import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { Parameter, QuantizedWeight, tf } from '../index.ts';

const gone = 'Expected a live parameter, got w, which was disposed';

/** A parameter of two numbers, frozen or trainable. */
function parameterOf(kind: string): Parameter {
  const parameter = new Parameter('w', tf.tensor1d([1, 2]));
  if (kind === 'trainable') parameter.makeTrainable();
  return parameter;
}

describe.each(['frozen', 'trainable'])('a %s parameter', (kind) => {
  test('has its value, shape and kind', () => {
    expectNoLeakedTensors(() => {
      const parameter = parameterOf(kind);
      expect([parameter.name, parameter.shape, parameter.size]).toEqual(['w', [2], 2]);
      expect(parameter.isTrainable).toBe(kind === 'trainable');
      tf.tidy(() => {
        expectTensorsClose(parameter.value(), [1, 2]);
        expectTensorsClose(parameter.read(), [1, 2]);
      });
      parameter.dispose();
    });
  });

  test('stays alive when what was read is disposed', () => {
    const parameter = parameterOf(kind);
    parameter.read().dispose();
    tf.tidy(() => parameter.value());
    tf.tidy(() => expectTensorsClose(parameter.value(), [1, 2]));
    parameter.dispose();
  });

  test('lives on when it is made in a tidy', () => {
    const made: Parameter[] = [];
    tf.tidy(() => void made.push(parameterOf(kind)));
    for (const parameter of made) {
      tf.tidy(() => expectTensorsClose(parameter.value(), [1, 2]));
      parameter.dispose();
    }
    expect(made).toHaveLength(1);
  });

  test('is assigned a copy', () => {
    expectNoLeakedTensors(() => {
      const parameter = parameterOf(kind);
      const value = tf.tensor1d([3, 4]);
      parameter.assign(value);
      value.dispose();
      tf.tidy(() => expectTensorsClose(parameter.value(), [3, 4]));
      parameter.dispose();
    });
  });

  test('refuses another shape or type, and keeps its value', () => {
    const parameter = parameterOf(kind);
    tf.tidy(() => {
      expect(() => parameter.assign(tf.zeros([3]))).toThrow(
        'Expected a value of float32 [2] for w, got float32 [3]',
      );
      expect(() => parameter.assign(tf.zeros([2], 'int32'))).toThrow(/for w, got int32 \[2\]/);
      expectTensorsClose(parameter.value(), [1, 2]);
    });
    parameter.dispose();
  });

  test('gives the tensor that is bound to it, until that is undone', () => {
    const parameter = parameterOf(kind);
    const bound = tf.tensor1d([5, 6]);
    parameter.bind(bound);
    expect(parameter.value()).toBe(bound);
    tf.tidy(() => expectTensorsClose(parameter.read(), [1, 2]));
    parameter.bind(undefined);
    tf.tidy(() => expectTensorsClose(parameter.value(), [1, 2]));
    tf.dispose(bound);
    parameter.dispose();
  });

  test('after dispose it says so, and a second dispose does nothing', () => {
    const parameter = parameterOf(kind);
    parameter.dispose();
    parameter.dispose();
    for (const use of [
      () => parameter.value(),
      () => parameter.read(),
      () => parameter.assign(tf.zeros([2])),
    ]) {
      expect(use).toThrow(/Expected a live (parameter|variable), got w, which was disposed/);
    }
  });
});

test('only a trainable parameter has a variable', () => {
  const parameter = parameterOf('frozen');
  expect(() => parameter.variable()).toThrow('Expected w to be trainable, but it is frozen');
  parameter.makeTrainable();
  const variable = parameter.variable();
  parameter.makeTrainable(); // nothing changes
  expect(parameter.variable()).toBe(variable);
  parameter.dispose();
});

test('a disposed frozen parameter is not made trainable', () => {
  const parameter = parameterOf('frozen');
  parameter.dispose();
  expect(() => parameter.makeTrainable()).toThrow(gone);
});

test('a quantised parameter is frozen for good', () => {
  const matrix = tf.ones([2, 64]);
  const parameter = new Parameter('w', QuantizedWeight.quantize(matrix, 'int8'));
  expect([parameter.quantization, parameter.shape]).toEqual(['int8', [2, 64]]);
  tf.tidy(() => {
    for (const value of [parameter.value(), parameter.value(tf.scalar(0)), parameter.read()])
      expectTensorsClose(value, matrix);
  });
  expect(() => parameter.makeTrainable()).toThrow('Expected a weight that can be trained, got w in int8');
  expect(() => parameter.assign(matrix)).toThrow('Expected a weight that can be assigned, got w in int8');
  parameter.dispose();
  matrix.dispose();
});
