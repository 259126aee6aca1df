import { Bfloat16Weight, compile, Parameter, tf, type Tensor } from '../index.ts';
import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';

const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const multiply = (x: Tensor, matrix: Tensor): Tensor =>
  tf.matMul(x as tf.Tensor2D, matrix as tf.Tensor2D, false, true);

/** The product in a step that computes row products, and the types of the ops that it ran. */
function multiplyInStep(x: Tensor, weight: Parameter): { product: Tensor; types: readonly string[] } {
  const step = compile(({ x }: { x: Tensor }) => ({ product: multiply(x, weight.value()) }), {
    name: 'product',
    rowProducts: true,
  });
  const { product } = step.run({ x });
  const types = step.operations.flat().map(({ type }) => type);
  step.dispose();
  return { product: product as Tensor, types };
}

// Rows at, below and beyond those of a tile; an odd number of columns; sizes that are no multiple of a vector's; one worth two threads.
const SIZES = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 16].map((rows) => [rows, 21, 37] as const),
  [3, 1, 5],
  [8, 300, 128],
] as const;

describe.each(['float32', 'bfloat16'] as const)('of a matrix in %s', (type) => {
  test.each(SIZES)(
    '%i rows by %i columns of %i numbers are those of TensorFlow’s op',
    (rows, columns, inner) => {
      expectNoLeakedTensors(() => {
        const matrix = random([columns, inner], 1);
        const weight = new Parameter(
          'w',
          type === 'bfloat16' ? Bfloat16Weight.fromTensor(matrix) : matrix.clone(),
        );
        const x = random([rows, inner], 2);
        const { product, types } = multiplyInStep(x, weight);
        expect(types).toContain('LamellaRowProducts');
        expect(types).not.toContain('Cast');
        tf.tidy(() => expectTensorsClose(product, multiply(x, weight.read()), { absolute: 1e-4 }));
        tf.dispose([matrix, x, product]);
        weight.dispose();
      });
    },
  );
});

test('many rows, steps that do not ask for it and other products have TensorFlow’s op', () => {
  const weight = new Parameter('w', random([24, 32], 1));
  const [few, many] = [random([4, 32], 2), random([40, 32], 3)];
  const { product, types } = multiplyInStep(many, weight);
  expect(types).not.toContain('LamellaRowProducts');
  const plain = compile(
    ({ few }: { few: Tensor }) => {
      const products = multiply(few, weight.value()); // [4, 24]
      return { products, back: tf.matMul(products as tf.Tensor2D, weight.value() as tf.Tensor2D) };
    },
    { name: 'plain' },
  );
  const both = plain.run({ few });
  expect(plain.operations.flat().map(({ type }) => type)).not.toContain('LamellaRowProducts');
  const asked = compile(
    ({ both }: { both: Tensor }) => ({ back: tf.matMul(both as tf.Tensor2D, weight.value() as tf.Tensor2D) }),
    { name: 'untransposed', rowProducts: true },
  );
  const { back } = asked.run({ both: both['products'] as Tensor });
  expect(asked.operations.flat().map(({ type }) => type)).not.toContain('LamellaRowProducts');
  for (const step of [plain, asked]) step.dispose();
  tf.dispose([few, many, product, back as Tensor, ...Object.values(both)]);
  weight.dispose();
});

test('a step runs anew with other rows, and the sums of a row do not depend on the others', () => {
  const weight = new Parameter('w', random([40, 64], 1));
  const x = random([8, 64], 2) as tf.Tensor2D;
  const whole = multiplyInStep(x, weight).product;
  const second = tf.slice(x, [1, 0], [1, 64]);
  const alone = multiplyInStep(second, weight).product;
  expect([...alone.dataSync()]).toEqual([...whole.dataSync()].slice(40, 80));
  tf.dispose([x, whole, second, alone]);
  weight.dispose();
});
