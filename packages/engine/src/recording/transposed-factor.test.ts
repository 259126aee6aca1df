import { expectTensorsClose } from '../testing/index.ts';
import { compile, type OperationRecord, tf } from '../index.ts';

/** Runs X W compiled, and gives the difference from the eager product and the ops. */
function multiply(rows: number, inner: number, columns: number): readonly OperationRecord[] {
  const weight = tf.randomNormal([inner, columns], 0, 1, 'float32', 1) as tf.Tensor2D;
  const x = tf.randomNormal([rows, inner], 0, 1, 'float32', 2) as tf.Tensor2D;
  const step = compile(
    (inputs: { readonly x: tf.Tensor }) => ({ y: tf.matMul(inputs.x as tf.Tensor2D, weight) }),
    {
      name: 'product',
    },
  );
  const { y } = step.run({ x }) as { readonly y: tf.Tensor };
  const expected = tf.matMul(x, weight);
  expectTensorsClose(y, expected, { absolute: 1e-4 });
  tf.dispose([weight, x, y, expected]);
  const [operations = []] = step.operations;
  step.dispose();
  return operations;
}

const isTurned = (operations: readonly OperationRecord[]): boolean =>
  operations.some(({ type }) => type === 'Transpose');

test('the right factor of a large product is transposed, and the product is the same', () => {
  const operations = multiply(128, 130, 150);
  expect(isTurned(operations)).toBe(true);
  const product = operations.find(({ type }) => type === 'BatchMatMulV2');
  expect(product?.inputs.map(({ shape }) => shape)).toEqual([
    [128, 130],
    [150, 130],
  ]);
});

test('small products stay as they are', () => expect(isTurned(multiply(64, 130, 150))).toBe(false));
