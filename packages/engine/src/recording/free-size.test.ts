import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { compile, type CompileOptions, type NamedTensors, type Tensor, tf } from '../index.ts';

interface Inputs extends NamedTensors {
  /** [T, 6] */
  readonly x: tf.Tensor2D;
  /** [N] rows of x */
  readonly rows: tf.Tensor1D;
}

const of = (inputs: NamedTensors): number => inputs['x']?.shape[0] ?? NaN;
const ofRows: CompileOptions = { name: 'step', freeSizes: [{ of, ranges: [{ smallest: 8, largest: 40 }] }] };

/** Inputs with T rows, of which some are taken. */
function inputsOf(T: number, rows: readonly number[] = [0, 3]): Inputs {
  return { x: tf.reshape(tf.range(0, 6 * T), [T, 6]), rows: tf.tensor1d([...rows], 'int32') };
}

/** Runs a step on several inputs, and compares its results with those op by op. */
function expectFunctions(
  step: (inputs: Inputs) => NamedTensors,
  {
    given,
    numFunctions,
    options = ofRows,
  }: { given: readonly (() => Inputs)[]; numFunctions: number; options?: CompileOptions },
): void {
  const compiled = compile(step, options);
  const byOps = compile(step, { ...options, isEager: true });
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      for (const make of given) {
        const inputs = make();
        const expected = byOps.run(inputs);
        for (const [name, tensor] of Object.entries<Tensor>(compiled.run(inputs)))
          expectTensorsClose(tensor, expected[name] as Tensor);
      }
    });
    expect(compiled.numFunctions).toBe(numFunctions);
    compiled.dispose();
  });
}

/** Sums, shapes that say T, and the gradient of taken rows, whose number of rows is T. */
function step({ x, rows }: Inputs): NamedTensors {
  const flat = (all: Tensor): Tensor => tf.reshape(all, [1, all.shape[0] as number, 6]);
  const taken = (all: Tensor): Tensor => tf.sum(tf.square(tf.gather(all, rows)));
  return {
    doubled: flat(tf.mul(x, 2)),
    halves: tf.reshape(x, [-1, 2, x.shape[0], 3]),
    gradient: tf.grad(taken)(x),
    total: tf.sum(x, 0),
  };
}

const sizes = (...all: number[]): (() => Inputs)[] => all.map((T) => () => inputsOf(T));

test('one function serves inputs that differ in the free size', () => {
  expectFunctions(step, { given: sizes(20, 8, 40, 11, 20), numFunctions: 1 });
});

test('smaller and larger ones than expected have functions of their own, as have other shapes', () => {
  const given = [...sizes(10, 7, 41, 11), () => inputsOf(12, [1, 2, 5]), () => inputsOf(13, [1, 2, 5])];
  expectFunctions(step, { given, numFunctions: 4 });
});

test('an input that has the free size by chance', () => {
  const nine = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const given = [() => inputsOf(9, nine), () => inputsOf(10, nine), ...sizes(9)];
  expectFunctions(step, { given, numFunctions: 3 });
});

test.each<[string, (inputs: Inputs) => NamedTensors]>([
  ['numbers that follow from the size', ({ x }) => ({ y: tf.mul(x, 1 / x.shape[0]) })],
  [
    'a shape that holds twice the size',
    ({ x }) => ({ y: tf.reshape(tf.concat([x, x]), [2 * x.shape[0], 6]) }),
  ],
  ['other ops for other sizes', ({ x }) => ({ y: x.shape[0] > 30 ? tf.add(x, x) : tf.mul(x, x) })],
])('%s: each size has a function', (_, other) => {
  expectFunctions(other, { given: sizes(10, 20, 39, 10), numFunctions: 3 });
});

const LARGE_RANGE: CompileOptions = {
  name: 'step',
  freeSizes: [{ of, ranges: [{ smallest: 100, largest: 200 }] }],
};

test.each<[string, (rows: number) => number[], number]>([
  ['the same whatever the size is', () => Array.from({ length: 90 }, (_, i) => i), 1],
  ['ones, one for each row', (rows) => new Array<number>(rows).fill(1), 1],
  ['others, one for each row', (rows) => Array.from({ length: rows }, (_, i) => i), 2],
  ['as many, with numbers that follow from the size', (rows) => new Array<number>(90).fill(rows), 2],
])('numbers that the step makes: %s', (_, numbers, numFunctions) => {
  const other = ({ x }: Inputs): NamedTensors => ({
    y: tf.sum(tf.tensor1d(numbers(x.shape[0]))),
    x: tf.neg(x),
  });
  expectFunctions(other, { given: sizes(120, 150), numFunctions, options: LARGE_RANGE });
});

test('a number that is always the same is no size', () => {
  // With 41 rows, which one recording has, all three numbers would be taken for the size.
  const other = ({ x }: Inputs): NamedTensors => ({
    y: tf.sum(tf.oneHot(tf.tensor1d([1, 2], 'int32'), 41), 0),
    z: tf.neg(x),
  });
  expectFunctions(other, { given: sizes(10, 20), numFunctions: 2 });
});

test('steps that record the same, of whatever size, share a function', () => {
  const [one, other] = [
    compile(step, ofRows),
    compile(step, { ...ofRows, freeSizes: [{ of, ranges: [{ smallest: 8, largest: 60 }] }] }),
  ];
  tf.tidy(() => {
    one.run(inputsOf(9));
    expectTensorsClose(other.run(inputsOf(50))['total'] as Tensor, tf.sum(inputsOf(50).x, 0));
  });
  one.dispose();
  other.dispose();
});
