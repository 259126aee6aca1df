import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { withStep, type X } from '../testing/with-step.ts';
import { DataType, executeOp, typeAttribute } from '../native/binding.ts';
import { compile, type NamedTensors, tf } from '../index.ts';

describe('functions', () => {
  test('one for each set of shapes and types', () => {
    let numRecordings = 0;
    const double = ({ x }: X): NamedTensors => {
      numRecordings += 1;
      return { y: tf.add(x, x) };
    };
    withStep(double, (step) => {
      const inputs = [tf.ones([2]), tf.ones([3]), tf.ones([2], 'int32'), tf.ones([2, 1]), tf.ones([2])];
      for (const x of [...inputs, ...inputs])
        expectTensorsClose(step.run({ x })['y'] as tf.Tensor, tf.add(x, x));
      expect(step.numFunctions).toBe(4);
      expect(numRecordings).toBe(4);
    });
  });

  test('one for each set of names', () => {
    const step = compile((inputs: NamedTensors) => ({ ...inputs }), { name: 'names' });
    tf.tidy(() => {
      const [a, b] = [tf.scalar(1), tf.scalar(2)];
      expectTensorsClose(step.run({ a, b })['b'] as tf.Tensor, 2);
      expectTensorsClose(step.run({ b, a })['b'] as tf.Tensor, 2);
      expect(Object.keys(step.run({ a }))).toEqual(['a']);
    });
    step.dispose();
  });

  test('two steps of one name are separate', () => {
    withStep(
      ({ x }) => ({ y: tf.add(x, 1) }),
      (first) =>
        withStep(
          ({ x }) => ({ y: tf.mul(x, 5) }),
          (second) => {
            expectTensorsClose(first.run({ x: tf.scalar(2) })['y'] as tf.Tensor, 3);
            expectTensorsClose(second.run({ x: tf.scalar(2) })['y'] as tf.Tensor, 10);
          },
        ),
    );
  });

  test('count their ops', () => {
    withStep(
      ({ x }) => ({ y: tf.exp(tf.neg(x)) }),
      (step) => {
        expect(step.numOperations).toBe(0);
        step.run({ x: tf.scalar(2) });
        expect(step.numOperations).toBe(4); // the input, two ops, the output
      },
    );
  });
});

describe('inputs', () => {
  test('of several types', () => {
    const step = compile(
      ({ i, b, f }: NamedTensors) => ({
        y: tf.where(b as tf.Tensor, tf.cast(i as tf.Tensor, 'float32'), f as tf.Tensor),
      }),
      { name: 'types' },
    );
    tf.tidy(() => {
      const inputs = {
        i: tf.tensor1d([1, 2], 'int32'),
        b: tf.tensor1d([true, false]),
        f: tf.tensor1d([0.5, 0.25]),
      };
      expectTensorsClose(step.run(inputs)['y'] as tf.Tensor, [1, 0.25]);
    });
    step.dispose();
  });

  test('of a type that tfjs shows as int32', () => {
    const cast = (x: tf.Tensor, from: number, to: number): tf.Tensor =>
      executeOp('Cast', [x], [typeAttribute('SrcT', from), typeAttribute('DstT', to)])[0] as tf.Tensor;
    withStep(
      ({ x }) => ({ y: cast(x, DataType.uint8, DataType.float32) }),
      (step) => {
        const x = cast(tf.tensor1d([200, 7]), DataType.float32, DataType.uint8);
        expect(x.dtype).toBe('int32');
        expectTensorsClose(step.run({ x })['y'] as tf.Tensor, [200, 7]);
      },
    );
  });

  test('stay the caller’s', () => {
    withStep(
      ({ x }) => ({ y: x }),
      (step) => {
        const x = tf.tensor1d([1, 2]);
        const { y } = step.run({ x });
        x.dispose();
        expectTensorsClose(y as tf.Tensor, [1, 2]);
        expect(() => step.run({ x })).toThrow(
          'Expected a live tensor, got one of float32[2] that was disposed',
        );
      },
    );
  });

  test('that the step does not use, and none at all', () => {
    withStep(
      () => ({ y: tf.scalar(3) }),
      (step) => expectTensorsClose(step.run({ x: tf.scalar(1) })['y'] as tf.Tensor, 3),
    );
    const step = compile(() => ({ y: tf.exp(tf.scalar(0)) }), { name: 'no inputs' });
    tf.tidy(() => expectTensorsClose(step.run({})['y'], 1));
    step.dispose();
  });
});

describe('outputs', () => {
  test.each([false, true])(
    'an input, a captured tensor, a constant, one tensor twice (eager: %s)',
    (isEager) => {
      const [large, small] = [tf.fill([100], 7), tf.tensor1d([8])];
      expectNoLeakedTensors(() => {
        const step = compile(
          ({ x }: X): NamedTensors => {
            const y = tf.exp(x);
            return { x, large, small, constant: tf.scalar(9), y, again: y };
          },
          { name: 'outputs', isEager },
        );
        for (let run = 0; run < 2; run++) {
          const x = tf.tensor1d([0, 0]);
          const outputs = step.run({ x });
          expect(Object.keys(outputs)).toEqual(['x', 'large', 'small', 'constant', 'y', 'again']);
          x.dispose();
          outputs['y']?.dispose(); // every output is the caller's, separately
          const values = [
            outputs['x'],
            outputs['large'],
            outputs['small'],
            outputs['constant'],
            outputs['again'],
          ];
          expect(values.map((value) => value?.dataSync()[0])).toEqual([0, 7, 8, 9, 1]);
          tf.dispose(outputs);
        }
        step.dispose();
      });
      expect([large.isDisposed, small.isDisposed]).toEqual([false, false]);
      tf.dispose([large, small]);
    },
  );

  test('none', () => {
    withStep(
      () => ({}),
      (step) => expect(step.run({ x: tf.scalar(1) })).toEqual({}),
    );
  });
});

describe('a compiled step inside of another', () => {
  const square = compile(({ x }: X) => ({ y: tf.square(x) }), { name: 'square' });

  test('becomes part of it', () => {
    withStep(
      ({ x }) => ({ y: tf.add(square.run({ x }).y, 1) }),
      (outer) => {
        for (const value of [2, 3]) {
          expectTensorsClose(outer.run({ x: tf.scalar(value) })['y'] as tf.Tensor, value ** 2 + 1);
        }
        expect([outer.numFunctions, square.numFunctions]).toEqual([1, 0]);
      },
    );
  });

  test('lets gradients through', () => {
    withStep(
      ({ x }) => ({ y: tf.grad((value) => square.run({ x: value }).y)(x) }),
      (outer) => expectTensorsClose(outer.run({ x: tf.scalar(3) })['y'] as tf.Tensor, 6),
    );
  });

  test('stays usable by itself, before and after', () => {
    expectNoLeakedTensors(() => {
      tf.tidy(() => {
        const x = tf.scalar(4);
        expectTensorsClose(square.run({ x }).y, 16);
        withStep(
          (inputs) => square.run(inputs),
          (outer) => expectTensorsClose(outer.run({ x })['y'] as tf.Tensor, 16),
        );
        expectTensorsClose(square.run({ x }).y, 16);
      });
      square.dispose();
    });
  });
});
