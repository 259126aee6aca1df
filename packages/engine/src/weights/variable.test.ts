import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { DataType, typeAttribute } from '../native/binding.ts';
import { compile, executeWithVariables, type NamedTensors, tf, Variable } from '../index.ts';

/** Checks a variable's value, and frees what that takes. */
function expectValue(variable: Variable, expected: tf.TensorLike): void {
  tf.tidy(() => expectTensorsClose(variable.read(), expected, { relative: 0 }));
}

test('starts with a copy of a tensor, or with zeros', () => {
  expectNoLeakedTensors(() => {
    const initial = tf.tensor2d([[1, 2]]);
    const [copy, zeros] = [new Variable('copy', initial), new Variable('zeros', [2, 3])];
    initial.dispose();
    expectValue(copy, [[1, 2]]);
    expectValue(zeros, [
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect([copy.name, copy.shape, copy.size, zeros.size]).toEqual(['copy', [1, 2], 2, 6]);
    copy.dispose();
    zeros.dispose();
  });
});

test('a scalar variable', () => {
  const variable = new Variable('scalar', []);
  variable.assign(tf.scalar(3));
  expectValue(variable, 3);
  expect(variable.size).toBe(1);
  variable.dispose();
});

test('is assigned, added to and subtracted from', () => {
  expectNoLeakedTensors(() => {
    const variable = new Variable('v', [2]);
    tf.tidy(() => {
      variable.assign(tf.tensor1d([1, 2]));
      variable.assignAdd(tf.tensor1d([10, 20]));
      variable.assignSub(tf.tensor1d([0.5, 0]));
    });
    expectValue(variable, [10.5, 22]);
    variable.fillWithZeros();
    expectValue(variable, [0, 0]);
    variable.dispose();
  });
});

test('a value that was read does not change when the variable does', () => {
  const variable = new Variable('v', tf.tensor1d([1, 2]));
  tf.tidy(() => {
    const before = variable.read();
    variable.assignAdd(tf.tensor1d([1, 1]));
    expectTensorsClose(before, [1, 2]);
  });
  variable.dispose();
});

test('variables of one name are separate', () => {
  const [a, b] = [new Variable('same', tf.tensor1d([1])), new Variable('same', tf.tensor1d([2]))];
  expectValue(a, [1]);
  a.dispose();
  expectValue(b, [2]);
  b.dispose();
});

test.each(['assign', 'assignAdd', 'assignSub'] as const)('%s refuses other shapes and types', (method) => {
  const variable = new Variable('w', [2]);
  tf.tidy(() => {
    expect(() => variable[method](tf.zeros([1, 2]))).toThrow(
      'Expected a value of float32 [2] for w, got float32 [1, 2]',
    );
    expect(() => variable[method](tf.zeros([2], 'int32'))).toThrow(
      'Expected a value of float32 [2] for w, got int32 [2]',
    );
  });
  variable.dispose();
});

test('after dispose it says so, and a second dispose does nothing', () => {
  const variable = new Variable('gone', [2]);
  variable.dispose();
  variable.dispose();
  expect(() => variable.read()).toThrow('Expected a live variable, got gone, which was disposed');
  expect(() => variable.assign(tf.zeros([2]))).toThrow(
    'Expected a live variable, got gone, which was disposed',
  );
});

test('is neither made nor disposed inside of a compiled step', () => {
  const variable = new Variable('v', [1]);
  const attempts: Record<string, () => unknown> = {
    made: () => new Variable('inner', [1]),
    disposed: () => variable.dispose(),
  };
  const x = tf.scalar(1);
  for (const [action, attempt] of Object.entries(attempts)) {
    const step = compile(
      ({ x }: { readonly x: tf.Tensor }): NamedTensors => {
        attempt();
        return { x };
      },
      { name: 'careless' },
    );
    expectNoLeakedTensors(() =>
      expect(() => step.run({ x })).toThrow(
        `Can't compile careless: Expected variables to be ${action} outside of compiled steps, got one inside`,
      ),
    );
  }
  expectValue(variable, [0]);
  variable.dispose();
  x.dispose();
});

test('executeWithVariables runs an op on variables: one step of gradient descent by the fused kernel', () => {
  const variable = new Variable('w', tf.tensor1d([1, 2]));
  const attributes = [typeAttribute('T', DataType.float32)];
  tf.tidy(() =>
    executeWithVariables('ResourceApplyGradientDescent', [variable], {
      inputs: [tf.scalar(0.1), tf.tensor1d([1, -1])],
      attributes,
    }),
  );
  tf.tidy(() => expectTensorsClose(variable.read(), [0.9, 2.1]));
  variable.dispose();
});
