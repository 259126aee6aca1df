import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { withStep, type X } from '../testing/with-step.ts';
import { currentBinding, overrideBinding, withBinding } from '../native/binding.ts';
import { compile, tf, Variable } from '../index.ts';

describe('captured tensors', () => {
  test.each([10, 1000])('of %d elements stay valid when the original is disposed', (size) => {
    const weight = tf.fill([size], 3);
    const step = compile(({ x }: X) => ({ y: tf.sum(tf.mul(x, weight)) }), { name: 'holds' });
    tf.tidy(() => {
      const x = tf.scalar(2);
      step.run({ x });
      weight.dispose();
      expectTensorsClose(step.run({ x }).y, 6 * size);
      // Another shape is another recording, which finds the tensor gone.
      expect(() => step.run({ x: tf.ones([1]) })).toThrow(/^Can't compile holds: /);
    });
    step.dispose();
  });

  test('are freed with the step', () => {
    const before = currentBinding().getNumOfTensors();
    const weight = tf.fill([1000], 3);
    const step = compile(({ x }: X) => ({ y: tf.mul(x, weight) }), { name: 'holds' });
    tf.tidy(() => {
      for (const x of [tf.scalar(1), tf.ones([1]), tf.ones([1000])]) step.run({ x });
    });
    expect(currentBinding().getNumOfTensors()).toBe(before + 4); // the weight, and an alias for each function
    step.dispose();
    expect(currentBinding().getNumOfTensors()).toBe(before + 1);
    weight.dispose();
  });
});

test('after dispose the next run records anew', () => {
  let factor = 2;
  withStep(
    ({ x }) => ({ y: tf.mul(x, factor) }),
    (step) => {
      const x = tf.scalar(5);
      expectTensorsClose(step.run({ x })['y'] as tf.Tensor, 10);
      factor = 3; // choices of JavaScript are made when the step is recorded
      expectTensorsClose(step.run({ x })['y'] as tf.Tensor, 10);
      step.dispose();
      expect(step.numFunctions).toBe(0);
      step.dispose();
      expectTensorsClose(step.run({ x })['y'] as tf.Tensor, 15);
    },
  );
});

describe('a step that fails', () => {
  test.each([false, true])('leaves nothing, and can run again (eager: %s)', (isEager) => {
    const weight = tf.ones([100, 100]);
    let isBroken = true;
    const step = compile(
      ({ x }: X) => {
        const y = tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D);
        if (isBroken) throw new Error('from the step');
        return { y };
      },
      { name: 'fragile', isEager },
    );
    const x = tf.ones([2, 100]);
    const message = isEager ? 'from the step' : "Can't compile fragile: from the step";
    expectNoLeakedTensors(() => {
      const binding = currentBinding();
      expect(() => step.run({ x })).toThrow(message);
      expect(currentBinding()).toBe(binding);
      expect(step.numFunctions).toBe(0);
      isBroken = false;
      tf.tidy(() => expectTensorsClose(step.run({ x }).y, tf.fill([2, 100], 100)));
      step.dispose();
    });
    tf.dispose([x, weight]);
  });

  test('keeps the error as its cause', () => {
    const cause = new TypeError('deep');
    withStep(
      () => {
        throw cause;
      },
      (step) => {
        let thrown: unknown;
        try {
          step.run({ x: tf.scalar(1) });
        } catch (error) {
          thrown = error;
        }
        expect((thrown as Error).cause).toBe(cause);
      },
    );
  });

  test('while it runs says which step it was', () => {
    withStep(
      ({ x }) => ({ y: tf.gather(tf.ones([3]), x as tf.Tensor1D) }),
      (step) => {
        expect(() => step.run({ x: tf.tensor1d([5], 'int32') })).toThrow(
          /^Can't run step: [^]*indices\[0\] = 5/,
        );
        expectTensorsClose(step.run({ x: tf.tensor1d([2], 'int32') })['y'] as tf.Tensor, [1]);
      },
    );
  });
});

test('a tensor that was kept from another recording is refused', () => {
  const kept: tf.Tensor[] = [];
  withStep(
    ({ x }) => {
      kept.push(tf.keep(tf.exp(x)));
      return { x };
    },
    (first) => {
      const x = tf.scalar(1);
      first.run({ x });
      withStep(
        ({ x }) => ({ y: tf.add(x, kept[0] as tf.Tensor) }),
        (second) =>
          expect(() => second.run({ x })).toThrow(
            /^Can't compile step: Expected a tensor of the step that is being recorded, got one that another step kept/,
          ),
      );
      expect(() => tf.exp(kept[0] as tf.Tensor)).toThrow(/Input Tensor ID not referenced/);
      tf.dispose(kept);
    },
  );
});

describe('steps that record the same', () => {
  /** Runs y = x W + 1 with a step of its own, and counts the functions that TensorFlow is given. */
  function multiply(weight: tf.Tensor, summand: number, count: { added: number }): number {
    const native = currentBinding();
    const counting = overrideBinding(native, {
      addFunction: (...args) => {
        count.added += 1;
        native.addFunction(...args);
      },
    });
    const step = compile(({ x }: X) => ({ y: tf.add(tf.sum(tf.mul(x, weight)), summand) }), {
      name: 'alike',
    });
    const x = tf.scalar(2);
    const { y } = withBinding(counting, () => step.run({ x }));
    const [value = NaN] = y.dataSync();
    step.dispose();
    tf.dispose([x, y]);
    return value;
  }

  test('share a function and nothing else, beside and after each other', () => {
    const weights = [1, 3].map((value) => tf.fill([1000], value));
    const count = { added: 0 };
    expectNoLeakedTensors(() => {
      const values = [0, 1, 0].map((i) => multiply(weights[i] as tf.Tensor, 1, count));
      expect(values).toEqual([2001, 6001, 2001]);
      expect(count.added).toBe(1);
      expect(multiply(weights[0] as tf.Tensor, 5, count)).toBe(2005);
      expect(count.added).toBe(2);
    });
    tf.dispose(weights);
  });

  test('update variables of their own', () => {
    const run = (start: number): number => {
      const variable = new Variable('v', tf.fill([100], start));
      const step = compile(
        ({ x }: X) => {
          variable.assignAdd(tf.mul(tf.ones([100]), x));
          return { y: tf.sum(variable.read()) };
        },
        { name: 'updates' },
      );
      const sums = [1, 2].map((x) => tf.tidy(() => step.run({ x: tf.scalar(x) }).y.dataSync()[0] ?? NaN));
      step.dispose();
      variable.dispose();
      return sums[1] ?? NaN;
    };
    expect([0, 10, 0].map(run)).toEqual([300, 1300, 300]);
  });
});
