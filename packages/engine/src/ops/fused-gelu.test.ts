import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { currentBinding } from '../native/binding.ts';
import { geluByOps, geluWithDerivative, type WithDerivative } from './fused-gelu.ts';
import { compile, type NamedTensors, tf } from '../index.ts';

/** Not a multiple of the lanes of a vector, from the far left to the far right, and long enough for two threads. */
const places = tf.linspace(-30, 30, 200_003);
afterAll(() => places.dispose());

const allOf = ({ value, derivative }: WithDerivative): tf.Tensor[] => [value, derivative];

test('the binding has the op', () => expect(currentBinding().hasKernels).toBe(true));

test('values and derivatives are those of TensorFlow’s ops', () => {
  tf.tidy(() => {
    const [value, derivative] = allOf(geluWithDerivative(places)) as [tf.Tensor, tf.Tensor];
    const expected = geluByOps(places);
    expectTensorsClose(value, expected.value, { absolute: 2e-6 });
    expectTensorsClose(derivative, expected.derivative, { absolute: 6e-7 });
  });
});

// PyTorch 2.5.1: torch.nn.functional.gelu in float64, and its gradient.
test.each([
  [-8, -4.885e-15, -3.9808e-14],
  [-3, -0.0040496941, -0.0119456472],
  [-0.5, -0.1542687694, 0.1325048754],
  [0, 0, 0.5],
  [1, 0.8413447461, 1.0833154706],
  [20, 20, 1],
])('GELU at %p is PyTorch’s', (x, value, derivative) => {
  tf.tidy(() => {
    const found = geluWithDerivative(tf.tensor1d([x])) as { value: tf.Tensor; derivative: tf.Tensor };
    expect(found.value.dataSync()[0]).toBeCloseTo(value, 6);
    expect(found.derivative.dataSync()[0]).toBeCloseTo(derivative, 6);
  });
});

test('small, empty and many-dimensional tensors keep their shape, and nothing leaks', () => {
  expectNoLeakedTensors(() => {
    for (const shape of [[], [0], [3], [2, 0], [2, 3, 5], [1, 17]]) {
      tf.tidy(() => {
        const outputs = allOf(geluWithDerivative(tf.ones(shape)));
        expect(outputs.map((output) => output.shape)).toEqual([shape, shape]);
      });
    }
  });
});

test('NaN stays NaN, and infinities go to their limits', () => {
  tf.tidy(() => {
    const { value } = geluWithDerivative(tf.tensor1d([NaN, Infinity, 1]));
    const [nan, infinite] = value.dataSync();
    expect([nan, infinite]).toEqual([NaN, Infinity]);
  });
});

test('runs inside of a compiled step', () => {
  const step = compile(({ x }: NamedTensors) => ({ ...geluWithDerivative(x as tf.Tensor) }), {
    name: 'gelu',
  });
  const { value, derivative } = step.run({ x: places }) as unknown as WithDerivative;
  const eager = geluWithDerivative(places);
  expectTensorsClose(value, eager.value, { absolute: 0 });
  tf.dispose([value, derivative, eager.value, eager.derivative]);
  step.dispose();
});
