import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import {
  compile,
  Dropout,
  type NamedTensors,
  Parameter,
  type Recomputable,
  recompute,
  tf,
  type Tensor,
  valueAndGradients,
} from '../index.ts';

const SIZE = 6;
const random = (seed: number): Tensor => tf.randomNormal([SIZE, SIZE], 0, 1, 'float32', seed);

let weights: Parameter[];
let unused: Parameter;
beforeEach(() => {
  weights = [1, 2, 3].map((seed) => new Parameter(`weight ${seed}`, random(seed)));
  unused = new Parameter('unused', tf.ones([2]));
  for (const parameter of [...weights, unused]) parameter.makeTrainable();
});
afterEach(() => [...weights, unused].forEach((parameter) => parameter.dispose()));

const layer =
  (weight: Parameter): Recomputable<{ readonly shift: Tensor }> =>
  (x, dropout, { shift }) => {
    const product = tf.matMul(x as tf.Tensor2D, weight.value() as tf.Tensor2D);
    return dropout.apply(tf.add(x, tf.softmax(dropout.apply(tf.add(product, shift), 0.3))), 0.2);
  };

/** A loss of three layers with dropout between two others; the context is made in the pass. */
function lossOf(x: Tensor, dropout: Dropout, isRecomputed: boolean): Tensor {
  const context = { shift: tf.mul(tf.ones([SIZE]), 0.5) };
  const last = weights.reduce(
    (input, weight) => {
      const run = layer(weight);
      if (!isRecomputed) return run(input, dropout, context);
      return recompute(run, { x: input, dropout, context, parameters: [weight] });
    },
    dropout.apply(x, 0.1),
  );
  return tf.mean(tf.square(dropout.apply(last, 0.5)));
}

const step = (isRecomputed: boolean) => (inputs: NamedTensors) => {
  const { x, seed } = inputs as { x: Tensor; seed?: Tensor };
  const { value, gradients } = valueAndGradients(() => lossOf(x, new Dropout(seed), isRecomputed), weights);
  return { value, ...Object.fromEntries(gradients.map((gradient, i) => [`gradient ${i}`, gradient])) };
};

describe.each(['without dropout', 'with dropout'])('%s', (name) => {
  const makeInputs = (): NamedTensors =>
    name === 'with dropout' ? { x: random(4), seed: tf.tensor1d([5, 6], 'int32') } : { x: random(4) };

  test('value and gradients are those of one forward pass, op by op', () => {
    const inputs = makeInputs();
    const expected = step(false)(inputs);
    const found = expectNoLeakedTensors(() => step(true)(inputs), 4);
    for (const key of Object.keys(expected)) {
      expectTensorsClose(tensorOf(found, key), tensorOf(expected, key), { absolute: 1e-7 });
    }
    tf.dispose([inputs, expected, found]);
  });

  test('the same compiled, where each layer runs twice', () => {
    const [plain, twice] = [false, true].map((isRecomputed) =>
      compile(step(isRecomputed), { name: 'recomputed' }),
    );
    const inputs = makeInputs();
    const expected = plain?.run(inputs) ?? {};
    for (const found of [twice?.run(inputs) ?? {}, twice?.run(inputs) ?? {}]) {
      for (const key of Object.keys(expected)) {
        expectTensorsClose(tensorOf(found, key), tensorOf(expected, key), { absolute: 1e-7 });
      }
      tf.dispose(found);
    }
    const count = (compiled: typeof plain, type: string): number =>
      compiled?.operations[0]?.filter((operation) => operation.type === type).length ?? NaN;
    expect([count(plain, 'Softmax'), count(twice, 'Softmax')]).toEqual([3, 6]);
    tf.dispose([inputs, expected]);
    plain?.dispose();
    twice?.dispose();
  });
});

test('a parameter that the function does not read has a gradient of zeros', () => {
  tf.tidy(() => {
    const { gradients } = valueAndGradients(
      () =>
        tf.sum(
          recompute((x) => tf.square(x), {
            x: (weights[0] as Parameter).value(),
            dropout: new Dropout(),
            context: {},
            parameters: [unused],
          }),
        ),
      [unused],
    );
    expectTensorsClose(gradients[0] as Tensor, [0, 0]);
  });
});

test('a function that fails the second time leaves nothing', () => {
  let numCalls = 0;
  const broken: Recomputable<NamedTensors> = (x) => {
    if (numCalls++ > 0) throw new Error('the second time');
    return tf.softmax(tf.exp(x));
  };
  const [weight] = weights as [Parameter];
  expectNoLeakedTensors(() => {
    expect(() =>
      valueAndGradients(
        () =>
          tf.sum(
            recompute(broken, {
              x: tf.exp(weight.value()),
              dropout: new Dropout(),
              context: {},
              parameters: [],
            }),
          ),
        [weight],
      ),
    ).toThrow('the second time');
  });
  expect(tf.engine().state.gradientDepth).toBe(0);
});

function tensorOf(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`Expected ${name}, got ${Object.keys(tensors).join(', ')}`);
  return tensor;
}
