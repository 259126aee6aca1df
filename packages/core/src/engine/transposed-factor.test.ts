import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { compile, type NamedTensors, type OperationRecord, tf } from './index.ts';

interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Whether the step captures W, as it does a frozen weight, or is given it. */
  readonly isFrozen: boolean;
}

/** Runs X W compiled, compares it with the eager product, and gives the ops. */
function multiply({ rows, inner, columns, isFrozen }: Product): readonly OperationRecord[] {
  const weight = tf.randomNormal([inner, columns], 0, 1, 'float32', 1) as tf.Tensor2D;
  const x = tf.randomNormal([rows, inner], 0, 1, 'float32', 2) as tf.Tensor2D;
  const run = ({ x, w = weight }: NamedTensors): NamedTensors => ({
    y: tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D),
  });
  const step = compile(run, { name: 'product' });
  const { y } = step.run(isFrozen ? { x } : { x, w: weight });
  const expected = tf.matMul(x, weight);
  expectTensorsClose(y as tf.Tensor, expected, { absolute: 1e-4 });
  tf.dispose([weight, x, y as tf.Tensor, expected]);
  const [operations = []] = step.operations;
  step.dispose();
  return operations;
}

const isTurnedInside = (operations: readonly OperationRecord[]): boolean =>
  operations.some(({ type }) => type === 'Transpose');

const factorsOf = (operations: readonly OperationRecord[]): unknown =>
  operations.find(({ type }) => type === 'BatchMatMulV2')?.inputs.map(({ shape }) => shape);

const large = { rows: 128, inner: 130, columns: 150 };
const turned = [
  [128, 130],
  [150, 130],
];

test('the right factor of a large product is transposed: a given one in every step, a frozen one once', () => {
  const given = multiply({ ...large, isFrozen: false });
  expect([factorsOf(given), isTurnedInside(given)]).toEqual([turned, true]);
  const frozen = multiply({ ...large, isFrozen: true });
  expect([factorsOf(frozen), isTurnedInside(frozen)]).toEqual([turned, false]);
});

test('small products stay as they are', () => {
  const operations = multiply({ ...large, rows: 64, isFrozen: true });
  expect(factorsOf(operations)).toEqual([
    [64, 130],
    [130, 150],
  ]);
});

test('the transposed copy goes with the last step that has it', () => {
  expectNoLeakedTensors(() => void multiply({ ...large, isFrozen: true }));
});
