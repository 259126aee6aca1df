import { adaptModel } from '@lamella/adapters';
import { tf } from '@lamella/engine';
import { expectNoneLeakedBy } from '@lamella/engine/testing';
import type { EncodedExample } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { Predictor, toPrediction } from './predict.ts';
import { PLAIN_SETTINGS } from './testing/plain-settings.ts';
import { openReference } from './testing/reference.ts';
import { learningRateAt } from './schedules.ts';
import { countSteps } from './epoch-steps.ts';
import { train } from './train.ts';
import type { EpochReport, StepProgress, TrainingResult, TrainingSettings } from './training-run.ts';

const { folder } = openReference('roberta', 'train');

/** Ten sequences whose first word decides the class. */
const examples: EncodedExample[] = Array.from({ length: 10 }, (_, id) => {
  const ids = [0, 50 + (id % 3), 100 + id, 2];
  return { id, ids, typeIds: ids.map(() => 0), label: id % 3 };
});

const settings: TrainingSettings = { ...PLAIN_SETTINGS, epochs: 8, batchSize: 4, learningRate: 0.02 };

interface Run {
  readonly result: TrainingResult;
  readonly classifier: Float32Array;
  readonly accuracy: number;
  readonly steps: readonly StepProgress[];
  /** Reports of epochs, with the steps so far. */
  readonly epochs: readonly (readonly [EpochReport, number])[];
}

/**
 * @param scores what each evaluation says of the model; losses if there is `better: 'lower'`
 * @param logits what each evaluation makes a prediction of
 */
async function run(
  changes: Partial<TrainingSettings> & { readonly better?: 'lower' } = {},
  scores: readonly number[] = [],
  logits = [0, 1],
): Promise<Run> {
  const { better, ...own } = changes;
  const model = loadModel(folder, { head: 'classification' });
  const lora = {
    kind: 'lora',
    layers: [1, 3],
    targets: ['query', 'value'],
    rank: 4,
    alpha: 8,
    dropout: 0.1,
    seed: 1,
  };
  const adapted = adaptModel(model, lora as never);
  const steps: StepProgress[] = [];
  const epochs: [EpochReport, number][] = [];
  let numEvaluations = 0;
  const result = await train(
    {
      model,
      trainable: adapted.trainable,
      kind: 'classification',
      examples,
      padId: 1,
      evaluate: () => {
        toPrediction('classification', Float32Array.from(logits));
        const primary = scores[numEvaluations++] ?? 0;
        return { primary, ...(better && { better }), metrics: { call: numEvaluations } };
      },
      onStep: (progress) => steps.push(progress),
      onEpoch: (report, step) => epochs.push([report, step]),
    },
    { ...settings, ...own },
  );
  const classifier = tf.tidy(
    () =>
      model.parameters.get('classifier.dense.weight')?.value().dataSync<'float32'>() ?? new Float32Array(),
  );
  const accuracy = measureAccuracy(model);
  adapted.remove();
  model.dispose();
  return { result, classifier, accuracy, steps, epochs };
}

async function classifierOf(...args: Parameters<typeof run>): Promise<Float32Array> {
  return (await run(...args)).classifier;
}

function measureAccuracy(model: Model): number {
  const predictor = new Predictor(model, { padId: 1 });
  const rows = predictor.logits(examples);
  predictor.dispose();
  const isRight = examples.map(
    ({ label }, i) => toPrediction('classification', rows[i] as Float32Array) === label,
  );
  return isRight.filter(Boolean).length / examples.length;
}

test('learns, reports every epoch and step, and leaves no tensors', async () => {
  const { result, accuracy, steps } = await expectNoneLeakedBy(() => run());
  expect(accuracy).toBe(1);
  expect(result.numSteps).toBe(24);
  expect(result.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(result.epochs.map(({ metrics }) => metrics)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((call) => ({ call })),
  );
  const [first, last] = [result.epochs[0], result.epochs[7]].map((epoch) => epoch?.trainLoss ?? NaN);
  expect(last).toBeLessThan((first ?? NaN) / 4);
  expect(countSteps(examples.length, settings)).toBe(24);
  const places = steps.map(({ step, totalSteps, epoch }) => [step, totalSteps, epoch]);
  expect(places.slice(0, 2)).toEqual([
    [1, 24, 1],
    [2, 24, 1],
  ]);
  expect(places.at(-1)).toEqual([24, 24, 8]);
  expect(result.trainSeconds).toBeGreaterThan(0);
  expect(result.secondsPerStep).toBeLessThan(result.trainSeconds);
});

test('what is told of steps and epochs is what the result records', async () => {
  const { result, steps, epochs } = await run({ epochs: 3 });
  expect(steps.map(({ loss }) => loss)).toEqual(result.losses);
  // get_linear_schedule_with_warmup of transformers 4.46.3 with these numbers is tested with schedules.
  const schedule = { name: 'linear', learningRate: 0.02, warmupSteps: 1, totalSteps: 9 } as const;
  expect(steps.map(({ learningRate }) => learningRate)).toEqual(
    result.losses.map((_, step) => learningRateAt(step, schedule)),
  );
  expect(steps.every(({ gradNorm, seconds }) => gradNorm > 0 && seconds > 0)).toBe(true);
  expect(epochs).toEqual(result.epochs.map((report, index) => [report, 3 * (index + 1)]));
  expect(result.stopped).toBeUndefined();
});

test('a number of steps takes the place of epochs: the schedule is theirs, and the last epoch is cut', async () => {
  const { result, steps, epochs } = await run({ epochs: 9, steps: 5 });
  expect(result.numSteps).toBe(5);
  expect(epochs.map(([{ epoch }, step]) => [epoch, step])).toEqual([
    [1, 3],
    [2, 5],
  ]);
  const schedule = { name: 'linear', learningRate: 0.02, warmupSteps: 1, totalSteps: 5 } as const;
  expect(steps.map(({ learningRate }) => learningRate)).toEqual(
    result.losses.map((_, step) => learningRateAt(step, schedule)),
  );
  const whole = await run({ epochs: 2 });
  const counted = await run({ epochs: 9, steps: 6 });
  expect(counted.result.losses).toEqual(whole.result.losses);
  expect(counted.classifier).toEqual(whole.classifier);
});

test('the norm of gradients is told, whether they are clipped or not', async () => {
  const norms: unknown[] = [];
  for (const maxGradNorm of [1e-3, 1e3, 0])
    norms.push((await run({ epochs: 1, maxGradNorm })).steps[0]?.gradNorm);
  expect(norms[0]).toBeGreaterThan(0.01);
  expect(new Set(norms).size).toBe(1);
});

describe('early stopping', () => {
  const constant = { schedule: 'constant', warmup: { steps: 0 }, epochs: 8 } as const;
  const scores = [0.1, 0.7, 0.3, 0.7, 0.9];

  test('ends after epochs without a better score, and says so', async () => {
    const { result, classifier } = await run({ ...constant, earlyStopping: { patience: 2 } }, scores);
    expect(result.stopped).toEqual({ epoch: 4, score: 0.7, best: { score: 0.7, epoch: 2 } });
    expect(result.epochs).toHaveLength(4);
    expect(result.numSteps).toBe(12);
    expect(classifier).toEqual(await classifierOf({ ...constant, epochs: 4 }));
  });

  test('the schedule stays that of all epochs', async () => {
    const whole = await run({ epochs: 8 }, scores);
    const ended = await run({ epochs: 8, earlyStopping: { patience: 2 } }, scores);
    expect(ended.result.losses).toEqual(whole.result.losses.slice(0, 12));
    expect(ended.steps.at(-1)?.totalSteps).toBe(24);
  });

  test('the best checkpoint is that of the best epoch', async () => {
    const changes = { ...constant, earlyStopping: { patience: 2 }, checkpoint: 'best' } as const;
    expect(await classifierOf(changes, scores)).toEqual(await classifierOf({ ...constant, epochs: 2 }));
    const losses = { ...changes, better: 'lower' } as const;
    expect(await classifierOf(losses, [3, 2, 1, 1.5, 1.25])).toEqual(
      await classifierOf({ ...constant, epochs: 3 }),
    );
    expect((await run(losses, [3, 2, 1, 1.5, 1.25])).result.stopped).toMatchObject({ epoch: 5, score: 1.25 });
  });

  test('a training that has its last epoch was not ended', async () => {
    const { result } = await run({ ...constant, epochs: 4, earlyStopping: { patience: 2 } }, scores);
    expect(result.stopped).toBeUndefined();
    expect(result.epochs).toHaveLength(4);
  });
});

test('the seed fixes the whole run', async () => {
  const short = { epochs: 2, hasDropout: true };
  const { classifier, result } = await run(short);
  const again = await run(short);
  expect(again.classifier).toEqual(classifier);
  expect(again.result.epochs.map(({ trainLoss }) => trainLoss)).toEqual(
    result.epochs.map(({ trainLoss }) => trainLoss),
  );
  expect(await classifierOf({ ...short, seed: 1 })).not.toEqual(classifier);
});

test('the best checkpoint is that of the first highest score', async () => {
  const scores = [0.1, 0.7, 0.3, 0.7];
  // The schedule of a run depends on its length: a constant rate makes runs comparable.
  const constant = { schedule: 'constant', warmup: { steps: 0 } } as const;
  const afterTwo = await classifierOf({ ...constant, epochs: 2 });
  const afterFour = await classifierOf({ ...constant, epochs: 4 });
  expect(await classifierOf({ ...constant, epochs: 4, checkpoint: 'best' }, scores)).toEqual(afterTwo);
  expect(await classifierOf({ ...constant, epochs: 4, checkpoint: 'last' }, scores)).toEqual(afterFour);
  expect(afterTwo).not.toEqual(afterFour);
  const losses = scores.map((score) => 1 - score);
  const best = { ...constant, epochs: 4, checkpoint: 'best', better: 'lower' } as const;
  expect(await classifierOf(best, losses)).toEqual(afterTwo);
});

test.each([
  [2, 2],
  [3, 1],
  [4, 1],
])('with %d micro-batches a step, an epoch of three batches has %d steps', async (steps, expected) => {
  const { result } = await run({ epochs: 1, accumulation: { steps, mode: 'mean' } });
  expect(result.numSteps).toBe(expected);
});

test('a training that diverges ends at the first step that shows it', async () => {
  const diverging = {
    learningRate: 3e38,
    maxGradNorm: 0,
    schedule: 'constant',
    warmup: { steps: 0 },
  } as const;
  await expect(run(diverging)).rejects.toThrow(
    /^Expected a finite loss, got (NaN|-?Infinity) at step [2-9] \(learning rate 3e\+38\): the training has diverged/,
  );
  // Weights may be finite and give no finite numbers: an evaluation is the first to see it then.
  await expect(run({ ...diverging, learningRate: 0.5 }, [], [0, NaN])).rejects.toThrow(
    /^Expected finite logits, got NaN: .* This is after step 3 \(learning rate 0\.5\)\.$/,
  );
  // The last step's update shows in no loss.
  const last = { ...diverging, learningRate: 1e39, epochs: 1, batchSize: 10 };
  await expect(run(last)).rejects.toThrow(
    /^Expected finite weights, got NaN or infinite ones in .* after step 1 /,
  );
});

test('a step whose weights are not finite is told of before the training ends', async () => {
  const model = loadModel(folder, { head: 'classification' });
  const adapted = adaptModel(model, { kind: 'full' });
  const losses: number[] = [];
  const training = train(
    {
      ...{ model, trainable: adapted.trainable, kind: 'classification', examples, padId: 1 },
      evaluate: () => ({ primary: 0, metrics: {} }),
      onStep: ({ loss }) => losses.push(loss),
    },
    { ...settings, epochs: 1, batchSize: 10, learningRate: 1e39, warmup: { steps: 0 } },
  );
  await expect(training).rejects.toThrow(/^Expected finite weights/);
  expect(losses).toEqual([expect.any(Number)]);
  adapted.remove();
  model.dispose();
});

test('a warm-up in steps begins with a rate of 0', async () => {
  const { classifier } = await run({ epochs: 1, batchSize: 10, warmup: { steps: 1 } });
  const model = loadModel(folder, { head: 'classification' });
  expect(model.parameters.get('classifier.dense.weight')?.value().dataSync()).toEqual(classifier);
  model.dispose();
});

test('an example that does not fit the model stops training before it starts', async () => {
  const model = loadModel(folder, { head: 'classification' });
  const start = (changed: Partial<EncodedExample>): Promise<TrainingResult> => {
    const [first] = examples;
    const run = {
      model,
      trainable: [],
      kind: 'classification' as const,
      padId: 1,
      evaluate: () => ({ primary: 0, metrics: {} }),
    };
    return train({ ...run, examples: [{ ...(first as EncodedExample), ...changed }] }, settings);
  };
  await expect(start({ label: 3 })).rejects.toThrow(
    "Expected labels from 0 to 2, the model's 3 classes, got 3 in example 0.",
  );
  await expect(start({ ids: new Array<number>(500).fill(5) })).rejects.toThrow('got 500 in example 0');
  await expect(start({ ids: [0, 1e6] })).rejects.toThrow('got 1000000 in example 0');
  model.dispose();
});
