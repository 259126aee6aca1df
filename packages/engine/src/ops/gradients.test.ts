import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { compile, type NamedTensors, Parameter, tapGradient, tf, valueAndGradients } from '../index.ts';

let a: Parameter;
let b: Parameter;
beforeEach(() => {
  [a, b] = ['a', 'b'].map((name, i) => new Parameter(name, tf.tensor1d([1 + i, 2 + i]))) as [
    Parameter,
    Parameter,
  ];
  a.makeTrainable();
  b.makeTrainable();
});
afterEach(() => [a, b].forEach((parameter) => parameter.dispose()));

/** Σ a² b, at a = [1, 2], b = [2, 3]: 14, with gradients 2ab = [4, 12] and a² = [1, 4]. */
const polynomial = (): tf.Tensor => tf.sum(tf.mul(tf.square(a.value()), b.value()));

describe('valueAndGradients', () => {
  test('gives the value and a gradient for each parameter, in their order', () => {
    const found = expectNoLeakedTensors(() => valueAndGradients(polynomial, [b, a]), 3);
    expectTensorsClose(found.value, 14);
    expectTensorsClose(found.gradients[0] as tf.Tensor, [1, 4]);
    expectTensorsClose(found.gradients[1] as tf.Tensor, [4, 12]);
    tf.dispose([found.value, ...found.gradients]);
  });

  test('adds up the uses of a parameter', () => {
    const { value, gradients } = valueAndGradients(
      () => tf.sum(tf.add(tf.mul(a.value(), 3), a.value())),
      [a],
    );
    expectTensorsClose(gradients[0] as tf.Tensor, [4, 4]);
    tf.dispose([value, ...gradients]);
  });

  test('takes frozen parameters too, and leaves the others out', () => {
    const frozen = new Parameter('frozen', tf.tensor1d([3, 4]));
    const { value, gradients } = valueAndGradients(() => tf.sum(tf.mul(frozen.value(), a.value())), [frozen]);
    expect(gradients).toHaveLength(1);
    expectTensorsClose(gradients[0] as tf.Tensor, [1, 2]);
    tf.dispose([value, ...gradients]);
    frozen.dispose();
  });

  test('names the parameters that the value does not depend on, and leaves nothing', () => {
    expectNoLeakedTensors(() => {
      expect(() => valueAndGradients(() => tf.sum(tf.exp(a.value())), [a, b])).toThrow(
        'Expected the value to depend on b, but no gradient reaches it',
      );
      expect(() => valueAndGradients(() => tf.scalar(1), [a, b])).toThrow(
        'Expected the value to depend on a, b, but no gradient reaches it',
      );
    });
  });

  test('a function that fails leaves nothing, and no parameter bound', () => {
    expectNoLeakedTensors(() => {
      expect(() =>
        valueAndGradients(() => {
          tf.softmax(tf.exp(polynomial().reshape([1])));
          throw new Error('from the function');
        }, [a]),
      ).toThrow('from the function');
    });
    const bound = tf.tidy(() => a.value().dataSync()[0]);
    expect(bound).toBe(1);
    expect(tf.engine().state.gradientDepth).toBe(0);
  });

  test('a backward pass that fails leaves nothing', () => {
    const broken = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: () => {
        throw new Error('from the backward pass');
      },
    }));
    expectNoLeakedTensors(() =>
      expect(() => valueAndGradients(() => tf.sum(broken(tf.softmax(a.value()))), [a])).toThrow(
        'from the backward pass',
      ),
    );
    const { value, gradients } = valueAndGradients(polynomial, [a, b]); // the tape is usable again
    expectTensorsClose(value, 14);
    tf.dispose([value, ...gradients]);
  });
});

describe('tapGradient', () => {
  /** Σ 3 x², with the gradient at x² tapped. */
  const tapped = (observe: (gradient: tf.Tensor) => void): tf.Tensor =>
    tf.sum(tf.mul(tapGradient(tf.square(a.value()), observe), 3));

  test('hands over the gradient, and changes neither value nor gradients', () => {
    const seen: number[][] = [];
    const found = expectNoLeakedTensors(
      () => valueAndGradients(() => tapped((gradient) => seen.push([...gradient.dataSync()])), [a]),
      2,
    );
    expect(seen).toEqual([[3, 3]]);
    expectTensorsClose(found.value, 15);
    expectTensorsClose(found.gradients[0] as tf.Tensor, [6, 12]);
    tf.dispose([found.value, ...found.gradients]);
  });

  test('in a compiled step', () => {
    const step = compile(
      (): NamedTensors => {
        const seen: tf.Tensor[] = [];
        const { gradients } = valueAndGradients(() => tapped((g) => seen.push(tf.keep(tf.mul(g, 2)))), [a]);
        return { seen: seen[0] as tf.Tensor, gradient: gradients[0] as tf.Tensor };
      },
      { name: 'tapped' },
    );
    const { seen, gradient } = step.run({}) as { seen: tf.Tensor; gradient: tf.Tensor };
    expectTensorsClose(seen, [6, 6]);
    expectTensorsClose(gradient, [6, 12]);
    tf.dispose([seen, gradient]);
    step.dispose();
  });
});
