import { DataType, matmulFlops, tf, Variable } from '../index.ts';
import { withStep } from '../testing/with-step.ts';

test('a compiled step lists the ops that its outputs and its writes need, and no others', () => {
  const counter = new Variable('counter', [2]);
  withStep(
    ({ x }) => {
      tf.exp(x); // nobody asks for it
      counter.assignAdd(tf.mul(x, 3));
      return { y: tf.add(x, x) };
    },
    (step) => {
      tf.dispose(step.run({ x: tf.tensor1d([1, 2]) }));
      const [operations = []] = step.operations;
      const types = operations.map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['Add', 'Mul', 'AssignAddVariableOp']));
      expect(types).not.toContain('Exp');
      const float32 = { dtype: DataType.float32, shape: [2] };
      expect(operations.find(({ type }) => type === 'Add')).toMatchObject({
        inputs: [float32, float32],
        outputs: [float32],
      });
    },
  );
  counter.dispose();
});

test('matrix products are counted whatever is transposed, variables among the factors included', () => {
  const weight = new Variable('weight', [5, 7]);
  withStep(
    ({ x }) => {
      const wide = tf.matMul(x as tf.Tensor2D, weight.read() as tf.Tensor2D); // 2 · 3 · 5 · 7
      const narrow = tf.matMul(wide, wide, true, false); // 2 · 7 · 3 · 7
      const rows = tf.matMul(weight.read() as tf.Tensor2D, wide, false, true); // 2 · 5 · 7 · 3
      return { narrow, rows };
    },
    (step) => {
      tf.dispose(step.run({ x: tf.ones([3, 5]) }));
      expect(matmulFlops(step.operations[0] ?? [])).toBe(2 * (3 * 5 * 7 + 7 * 3 * 7 + 5 * 7 * 3));
    },
  );
  weight.dispose();
});
