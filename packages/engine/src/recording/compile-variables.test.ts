import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import type { X } from '../testing/with-step.ts';
import { DataType, typeAttribute } from '../native/binding.ts';
import {
  compile,
  executeWithVariables,
  type NamedTensors,
  Parameter,
  tf,
  valueAndGradients,
  Variable,
} from '../index.ts';

let variable: Variable;
beforeEach(() => {
  variable = new Variable('v', tf.tensor1d([1, 2]));
});
afterEach(() => variable.dispose());

const valueOf = (one: Variable): number[] => tf.tidy(() => [...one.read().dataSync()]);

describe('reads and writes keep their order', () => {
  const orderly = ({ x }: X): NamedTensors => {
    const first = variable.read();
    variable.assignAdd(x); // + x
    const second = variable.read();
    variable.assign(tf.mul(second, 2)); // · 2
    const third = variable.read();
    variable.assignSub(x); // - x
    return { first, second, third, fourth: variable.read() };
  };

  test.each([false, true])('read, write, read, write, … (eager: %s)', (isEager) => {
    const step = compile(orderly, { name: 'orderly', isEager });
    expectNoLeakedTensors(() => {
      let [a, b] = [1, 2];
      for (let run = 0; run < 20; run++) {
        tf.tidy(() => {
          const { first, second, third, fourth } = step.run({ x: tf.tensor1d([1, 0.5]) });
          expectTensorsClose(first as tf.Tensor, [a, b]);
          expectTensorsClose(second as tf.Tensor, [a + 1, b + 0.5]);
          expectTensorsClose(third as tf.Tensor, [2 * a + 2, 2 * b + 1]);
          expectTensorsClose(fourth as tf.Tensor, [2 * a + 1, 2 * b + 0.5]);
        });
        [a, b] = [2 * a + 1, 2 * b + 0.5];
        if (run % 5 === 4) {
          tf.tidy(() => variable.assign(tf.tensor1d([1, 2])));
          [a, b] = [1, 2];
        }
      }
      step.dispose();
    });
  });

  test('writes happen although no output needs them, in the order of the step', () => {
    const step = compile(
      ({ x }: X): NamedTensors => {
        for (let i = 0; i < 30; i++) {
          variable.assignAdd(x);
          variable.assign(tf.mul(variable.read(), 0.5));
        }
        return {};
      },
      { name: 'writes' },
    );
    const x = tf.tensor1d([1, 1]);
    step.run({ x });
    const expected = [1, 2].map((start) =>
      Array.from({ length: 30 }).reduce((v: number) => (v + 1) / 2, start),
    );
    tf.tidy(() => expectTensorsClose(variable.read(), expected));
    step.dispose();
    x.dispose();
  });

  test('of several variables in one op', () => {
    const other = new Variable('other', tf.tensor1d([10, 10]));
    const step = compile(
      (): NamedTensors => {
        const before = [variable.read(), other.read()];
        // momentum: accum ← accum · 0.5 + gradient; variable ← variable - accum
        const inputs = [tf.scalar(1), tf.tensor1d([1, 1]), tf.scalar(0.5)];
        const flags = { attributes: [typeAttribute('T', DataType.float32)] };
        executeWithVariables('ResourceApplyMomentum', [variable, other], { inputs, ...flags });
        return {
          variableBefore: before[0] as tf.Tensor,
          otherBefore: before[1] as tf.Tensor,
          otherAfter: other.read(),
        };
      },
      { name: 'momentum' },
    );
    tf.tidy(() => {
      const outputs = step.run({});
      expectTensorsClose(outputs['variableBefore'] as tf.Tensor, [1, 2]);
      expectTensorsClose(outputs['otherBefore'] as tf.Tensor, [10, 10]);
      expectTensorsClose(outputs['otherAfter'] as tf.Tensor, [6, 6]);
    });
    expect(valueOf(variable)).toEqual([-5, -4]);
    step.dispose();
    other.dispose();
  });
});

test('two compiled steps and eager code share a variable', () => {
  const add = compile(({ x }: X): NamedTensors => (variable.assignAdd(x), {}), { name: 'add' });
  const look = compile(() => ({ value: tf.mul(variable.read(), 1) }), { name: 'look' });
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      const x = tf.tensor1d([10, 20]);
      add.run({ x });
      expectTensorsClose(look.run({}).value, [11, 22]);
      variable.assign(tf.tensor1d([0, 1]));
      expectTensorsClose(look.run({}).value, [0, 1]);
      add.run({ x });
    });
    expect(valueOf(variable)).toEqual([10, 21]);
    add.dispose();
    look.dispose();
  });
});

test('a value that a step gave does not change with the next run', () => {
  const step = compile(({ x }: X): NamedTensors => (variable.assignAdd(x), { value: variable.read() }), {
    name: 'next',
  });
  tf.tidy(() => {
    const x = tf.tensor1d([1, 1]);
    const { value: first } = step.run({ x });
    step.run({ x });
    expectTensorsClose(first as tf.Tensor, [2, 3]);
  });
  step.dispose();
});

test('a trainable parameter follows its variable, a frozen one is captured', () => {
  const [trainable, frozen] = ['trainable', 'frozen'].map(
    (name) => new Parameter(name, tf.fill([100], 1)),
  ) as [Parameter, Parameter];
  trainable.makeTrainable();
  const step = compile(() => ({ sum: tf.sum(tf.add(trainable.value(), frozen.value())) }), { name: 'both' });
  tf.tidy(() => {
    expectTensorsClose(step.run({}).sum, 200);
    trainable.assign(tf.fill([100], 2));
    frozen.assign(tf.fill([100], 5)); // as documented: the step keeps the weight that it has
    expectTensorsClose(step.run({}).sum, 300);
    step.dispose();
    expectTensorsClose(step.run({}).sum, 700);
  });
  for (const owner of [step, trainable, frozen]) owner.dispose();
});

test('a step whose variable was disposed fails by name, and nothing is left', () => {
  const gone = new Variable('gone', [2]);
  const step = compile(() => ({ value: tf.mul(gone.read(), 2) }), { name: 'late' });
  step.run({}).value.dispose();
  gone.dispose();
  expect(() => step.run({})).toThrow(/^Can't run late: /);
  step.dispose();
  expect(() => step.run({})).toThrow(
    "Can't compile late: Expected a live variable, got gone, which was disposed",
  );
});

test('gradient descent in one function reaches the minimum, like eager execution', () => {
  const target = tf.tensor1d([3, -1]);
  const losses = [false, true].map((isEager) => {
    const weight = new Parameter('w', tf.tensor1d([0, 0]));
    weight.makeTrainable();
    const step = compile(
      (): NamedTensors => {
        const { value, gradients } = valueAndGradients(
          () => tf.sum(tf.square(tf.sub(weight.value(), target))),
          [weight],
        );
        weight.variable().assignSub(tf.mul(gradients[0] as tf.Tensor, 0.1));
        return { loss: value };
      },
      { name: 'descend', isEager },
    );
    const path = Array.from({ length: 30 }, () => tf.tidy(() => step.run({})['loss']?.dataSync()[0] ?? NaN));
    tf.tidy(() => expectTensorsClose(weight.value(), target, { relative: 2e-3 }));
    step.dispose();
    weight.dispose();
    return path;
  });
  const [compiled = [], eager = []] = losses;
  compiled.forEach((loss, i) =>
    expect(Math.abs(loss - (eager[i] ?? NaN))).toBeLessThan(1e-6 * (eager[0] ?? 0)),
  );
  expect(compiled[29]).toBeLessThan(1e-4);
  target.dispose();
});

test('ops that run in sequence give the same, writes and their order included', () => {
  const results = [false, true].map((inSequence) => {
    const counter = new Variable('counter', [2]);
    const step = compile(
      ({ x }: NamedTensors) => {
        counter.assignAdd(x as tf.Tensor);
        const between = counter.read();
        counter.assignAdd(tf.mul(between, 2));
        return {
          between,
          product: tf.matMul(tf.tile(tf.expandDims(counter.read(), 0), [3, 1]), tf.ones([2, 5])),
        };
      },
      { name: 'sequence', inSequence },
    );
    const all = [1, 2].flatMap((value) => {
      const x = tf.fill([2], value);
      const outputs = Object.values(step.run({ x }));
      const numbers = outputs.flatMap((output) => [...output.dataSync()]);
      tf.dispose([x, ...outputs]);
      return numbers;
    });
    step.dispose();
    counter.dispose();
    return all;
  });
  expect(results[0]).toEqual(results[1]);
  expect(results[1]?.slice(0, 3)).toEqual([1, 1, 6]);
});
