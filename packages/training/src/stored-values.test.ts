import { tf, Variable } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import { float32Tensor, toFloat32 } from '@lamella/files';
import { putValues, readValues } from './stored-values.ts';

function variableOf(name: string, values: number[]): Variable {
  const value = tf.tensor1d(values);
  const variable = new Variable(name, value);
  value.dispose();
  return variable;
}

test('values are read when they are asked for, and put back', () => {
  expectNoLeakedTensors(() => {
    const variables = [variableOf('a', [1, 2]), variableOf('b', [3])];
    const read = new Map(readValues(variables));
    variables[0]?.fillWithZeros();
    expect([...read].map(([name, tensor]) => [name, tensor.shape, [...toFloat32(tensor)]])).toEqual([
      ['a', [2], [0, 0]],
      ['b', [1], [3]],
    ]);
    putValues(variables, new Map(read).set('a', float32Tensor([2], Float32Array.of(5, 6))));
    tf.tidy(() => expectTensorsClose((variables[0] as Variable).read(), [5, 6]));
    for (const variable of variables) variable.dispose();
  });
});

test.each([
  [new Map(), 'got none'],
  [new Map([['b', float32Tensor([2], new Float32Array(2))]]), 'got [2]'],
])('of other values none is put back', (others, got) => {
  const variables = [variableOf('a', [1, 2]), variableOf('b', [3])];
  const tensors = new Map([['a', float32Tensor([2], Float32Array.of(5, 6))], ...others]);
  expect(() => putValues(variables, tensors)).toThrow(
    `Expected a training's state with b of [1], ${got}: it is of another training.`,
  );
  tf.tidy(() => expectTensorsClose((variables[0] as Variable).read(), [1, 2]));
  for (const variable of variables) variable.dispose();
});
