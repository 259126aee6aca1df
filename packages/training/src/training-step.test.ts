import { type NamedTensors, Parameter, type Tensor, tf } from '@lamella/engine';
import { TrainingStep } from './training-step.ts';

/** The loss (w - x)² / 2, whose gradient is w - x. */
function setUp(): { w: Parameter; step: TrainingStep } {
  const w = new Parameter('w', tf.scalar(1));
  w.makeTrainable();
  const step = new TrainingStep({
    trainable: [w],
    loss: ({ x }: NamedTensors) => tf.div(tf.square(tf.sub(w.value(), x as Tensor)), 2),
    adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    maxGradNorm: 0,
    seed: 0,
    hasDropout: false,
  });
  return { w, step };
}

const batch = (x: number): NamedTensors => ({ x: tf.scalar(x) });
const valueOf = (w: Parameter): number => tf.tidy(() => w.value().dataSync()[0] ?? NaN);

test('loss and norm are those before the step; Adam’s first step is the learning rate', () => {
  const { w, step } = setUp();
  expect(step.run([batch(3)], 0.1)).toEqual({ loss: 2, gradNorm: 2 });
  expect(valueOf(w)).toBeCloseTo(1.1, 6);
  step.dispose();
  w.dispose();
});

test('micro-batches count as they are weighted, and are forgotten after the step', () => {
  const { w, step } = setUp();
  expect(step.run([batch(3), batch(-1)], 0)).toEqual({ loss: 2, gradNorm: 0 });
  expect(step.run([batch(3), batch(5)], 0)).toEqual({ loss: 5, gradNorm: 3 });
  const weights = { gradients: [1, 1], losses: [0.25, 0.75] };
  expect(step.run([batch(3), batch(5)], 0, weights)).toEqual({ loss: 6.5, gradNorm: 6 });
  expect(step.run([batch(3), batch(5), batch(1)], 0).gradNorm).toBe(2);
  expect(valueOf(w)).toBe(1);
  step.dispose();
  w.dispose();
});

test('one function per kind of step and shapes', () => {
  const { w, step } = setUp();
  for (let i = 0; i < 3; i++) step.run([batch(i)], 0.1);
  expect(step.numFunctions).toBe(1);
  step.run([batch(1), batch(2)], 0.1);
  step.run([batch(1), batch(2), batch(3)], 0.1);
  expect(step.numFunctions).toBe(3);
  step.dispose();
  w.dispose();
});

test('no micro-batch is an error', () => {
  const { w, step } = setUp();
  expect(() => step.run([], 0.1)).toThrow('Expected at least one micro-batch, got none');
  step.dispose();
  w.dispose();
});
