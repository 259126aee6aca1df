import { adaptModel, type AdaptedModel } from '@lamella/adapters';
import { type Parameter, tf } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import type { Batch } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { DEFAULT_ADAMW } from './adamw.ts';
import { FineTuningStep } from './fine-tuning-step.ts';
import type { FrozenPrefix } from './frozen-prefix.ts';
import { openReference, type Reference } from './testing/reference.ts';

interface TrajectoryJson {
  readonly layers: readonly number[];
  readonly loss: readonly number[];
  readonly grad_norm: readonly number[];
  readonly lr_used: readonly number[];
  readonly gradient_accumulation: number;
  readonly gradient_accumulation_mode: 'mean' | 'sum' | null;
  readonly optimizer: { readonly weight_decay: number; readonly max_grad_norm: number };
}

const BATCH_SIZE = 4;
const lora = { kind: 'lora', targets: ['query', 'value'], rank: 4, alpha: 8, dropout: 0, seed: 0 } as const;

function adapt(model: Model, reference: Reference, name: string): AdaptedModel {
  if (name === 'full') return adaptModel(model, { kind: 'full' });
  const { layers } = trajectory(reference, name);
  const adapted = adaptModel(model, { ...lora, layers });
  for (const parameter of adapted.trainable) assign(parameter, reference, `${name}/init/base_model.model.`);
  return adapted;
}

function assign(parameter: Parameter, reference: Reference, prefix: string): void {
  const { data, shape } = reference.read(prefix + parameter.name);
  tf.tidy(() => parameter.assign(tf.tensor(data, [...shape])));
}

const trajectory = (reference: Reference, name: string): TrajectoryJson =>
  (reference.json as Record<string, TrajectoryJson>)[name] as TrajectoryJson;

describe.each([
  ['roberta', 'lora', 'classification'],
  ['roberta', 'full', 'classification'],
  ['roberta', 'ga_hf', 'classification'],
  ['roberta', 'ga_mean', 'classification'],
  ['bert', 'lora', 'regression'],
] as const)('%s, %s', (family, name, kind) => {
  test.each([false, true])('every step is that of PEFT and the Trainer; eager: %s', (isEager) => {
    const reference = openReference(family, 'train');
    const expected = trajectory(reference, name);
    const model = loadModel(reference.folder, { head: 'classification' });
    const { trainable } = adapt(model, reference, name);
    const step = new FineTuningStep({
      model,
      trainable,
      kind,
      adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: expected.optimizer.weight_decay },
      maxGradNorm: expected.optimizer.max_grad_norm,
      seed: 0,
      hasDropout: false,
      isEager,
    });
    const numMicroBatches = expected.gradient_accumulation;
    expected.lr_used.forEach((learningRate, s) => {
      const batches = Array.from({ length: numMicroBatches }, (_, i) =>
        reference.batch('batches/', { start: (s * numMicroBatches + i) * BATCH_SIZE, size: BATCH_SIZE }),
      );
      const { loss, gradNorm } = step.run(
        batches,
        learningRate,
        expected.gradient_accumulation_mode ?? 'mean',
      );
      expect(Math.abs(loss - (expected.loss[s] ?? NaN))).toBeLessThan(5e-5);
      expect(Math.abs(gradNorm / (expected.grad_norm[s] ?? NaN) - 1)).toBeLessThan(2e-5);
    });
    expect(step.numFunctions).toBe(isEager ? 0 : numMicroBatches);
    if (name === 'full') expectFinalWeights(trainable, reference);
    step.dispose();
    model.dispose();
  });
});

/** The gradient of a key's bias is zero but for rounding, which Adam turns into steps of any size. */
function expectFinalWeights(trainable: readonly Parameter[], reference: Reference): void {
  tf.tidy(() => {
    for (const parameter of trainable.filter(({ name }) => !name.endsWith('key.bias'))) {
      const { data, shape } = reference.read(`full/final/${parameter.name}`);
      expectTensorsClose(parameter.value(), tf.tensor(data, [...shape]), { absolute: 1e-4, relative: 0 });
    }
  });
}

describe('without reference', () => {
  const reference = openReference('roberta', 'train');
  const batch = (start: number): ReturnType<Reference['batch']> =>
    reference.batch('batches/', { start, size: BATCH_SIZE });
  const options = {
    kind: 'classification',
    adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    maxGradNorm: 0,
    hasDropout: true,
    seed: 3,
  } as const;

  /** Losses of three steps with dropout in the adapters. */
  function losses(settings: { readonly seed: number; readonly isEager: boolean }): number[] {
    const model = loadModel(reference.folder, { head: 'classification' });
    const { trainable } = adaptModel(model, { ...lora, layers: [0, 1, 2, 3], dropout: 0.5, seed: 1 });
    const step = new FineTuningStep({ ...options, ...settings, model, trainable });
    const found = [0, 4, 8].map((start) => step.run([batch(start)], 0.05).loss);
    step.dispose();
    model.dispose();
    return found;
  }

  test('the seed fixes dropout, compiled and eager alike', () => {
    const compiled = losses({ seed: 3, isEager: false });
    expect(losses({ seed: 3, isEager: false })).toEqual(compiled);
    losses({ seed: 3, isEager: true }).forEach((loss, s) => expect(loss).toBeCloseTo(compiled[s] ?? NaN, 4));
    expect(losses({ seed: 4, isEager: false })[2]).not.toBeCloseTo(compiled[2] ?? NaN, 4);
  });

  test('rows that fill up a batch change nothing', () => {
    const run = (rows: ReturnType<Reference['batch']>): { loss: number; gradNorm: number } => {
      const model = loadModel(reference.folder, { head: 'classification' });
      const { trainable } = adaptModel(model, { kind: 'head' });
      const step = new FineTuningStep({ ...options, hasDropout: false, model, trainable });
      const report = step.run([rows], 0.01);
      step.dispose();
      model.dispose();
      return report;
    };
    const whole = batch(0);
    const filled = { ...whole, weights: Float32Array.of(1, 1, 0, 0) };
    const half = run(reference.batch('batches/', { start: 0, size: 2 }));
    const report = run(filled);
    expect(report.loss).toBeCloseTo(half.loss, 6);
    expect(report.gradNorm).toBeCloseTo(half.gradNorm, 5);
    expect(run(whole).loss).not.toBeCloseTo(half.loss, 4);
  });

  test('steps leave no tensors', () => {
    expectNoLeakedTensors(() => {
      const model = loadModel(reference.folder, { head: 'classification' });
      const adapted = adaptModel(model, { ...lora, layers: [1] });
      const step = new FineTuningStep({ ...options, model, trainable: adapted.trainable });
      step.run([batch(0)], 0.01);
      expectNoLeakedTensors(() => step.run([batch(4)], 0.01));
      step.run([batch(0), batch(4)], 0.01);
      step.dispose();
      adapted.remove();
      model.dispose();
    });
  });
});

test('a step that goes on gives the frozen prefix the batches that it has seen', () => {
  const model = loadModel(openReference('roberta', 'train').folder, { head: 'classification' });
  const { trainable } = adaptModel(model, { kind: 'head' });
  const seen: unknown[] = [];
  const prefix = { numLayers: 1, prepare: (batch: unknown) => void seen.push(batch) };
  const step = new FineTuningStep({
    ...{ model, trainable, kind: 'classification', adamw: DEFAULT_ADAMW, maxGradNorm: 1, seed: 0 },
    ...{ hasDropout: false, prefix: prefix as unknown as FrozenPrefix },
  });
  const batches = ['first', 'second'] as unknown as Batch[];
  expectNoLeakedTensors(() => step.resume({ steps: 2, ...step.state() }, batches));
  expect(seen).toEqual(batches);
  step.dispose();
  model.dispose();
});
