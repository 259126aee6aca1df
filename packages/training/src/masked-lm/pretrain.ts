import { compile, Dropout, type NamedTensors, type Tensor, tf } from '@lamella/core/engine';
import { type MaskedLmBatch, maskedLmBatches, type TokenBlocks } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type AdamWConfig, DEFAULT_ADAMW } from '../adamw.ts';
import { meanLoss, tokenLosses } from '../losses.ts';
import { learningRateAt, type ScheduleName } from '../schedules.ts';
import { TrainingStep } from '../training-step.ts';
import { type MaskedLmInputs, toMaskedLmInputs } from './masked-lm-inputs.ts';

/** Share of the tokens that the step has places for: 15 % are predicted on average, so that this is hardly ever exceeded. */
const PLACES = 0.19;

/** How a masked language model is trained. */
export interface PretrainingSettings {
  readonly steps: number;
  /** Blocks per step. */
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly schedule: ScheduleName;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
  readonly seed: number;
}

/** What pre-training works on. */
export interface PretrainingRun {
  readonly model: Model;
  readonly blocks: TokenBlocks;
  readonly heldOut: TokenBlocks;
  readonly tokens: {
    readonly vocabSize: number;
    readonly maskId: number;
    readonly specialIds: readonly number[];
  };
  onStep?(progress: { readonly step: number; readonly loss: number; readonly secondsPerStep: number }): void;
}

/** Trains all weights of a masked language model; epochs follow each other until the steps are done. */
export function pretrain(run: PretrainingRun, settings: PretrainingSettings): void {
  const trainable = [...run.model.parameters.values()];
  for (const parameter of trainable) parameter.makeTrainable();
  const adamw: AdamWConfig = {
    ...DEFAULT_ADAMW,
    beta2: 0.98,
    epsilon: 1e-6,
    weightDecay: settings.weightDecay,
  };
  const step = new TrainingStep({
    ...settings,
    trainable,
    adamw,
    hasDropout: false,
    loss: (batch) => maskedLmLoss(run.model, batch as MaskedLmInputs),
  });
  const schedule = { ...settings, name: settings.schedule, totalSteps: settings.steps };
  try {
    let done = 0;
    for (const batch of endlessBatches(run, settings)) {
      if (done === settings.steps) break;
      const begin = performance.now();
      const { loss } = step.run([toMaskedLmInputs(batch, PLACES)], learningRateAt(done, schedule));
      done += 1;
      run.onStep?.({ step: done, loss, secondsPerStep: (performance.now() - begin) / 1000 });
    }
  } finally {
    step.dispose();
  }
}

/** Epoch after epoch, each in another order and with other masks. */
function* endlessBatches(run: PretrainingRun, settings: PretrainingSettings): Generator<MaskedLmBatch> {
  for (let epoch = 0; ; epoch++) {
    yield* maskedLmBatches(run.blocks, { ...run.tokens, ...settings, order: 'shuffled', epoch });
  }
}

/** Mean cross-entropy over the predicted tokens of the blocks, with masks that a seed fixes. In nats. */
export function evaluateMaskedLm(
  run: PretrainingRun,
  settings: Pick<PretrainingSettings, 'batchSize' | 'seed'>,
): number {
  const step = compile(
    (inputs: MaskedLmInputs): NamedTensors => ({
      loss: maskedLmLoss(run.model, inputs),
      count: tf.sum(inputs.weights),
    }),
    {
      name: 'masked-lm-loss',
    },
  );
  let sum = 0;
  let count = 0;
  try {
    for (const batch of maskedLmBatches(run.heldOut, { ...run.tokens, ...settings, order: 'given' })) {
      const inputs = toMaskedLmInputs(batch, PLACES);
      const outputs = step.run(inputs) as { loss: Tensor; count: Tensor };
      const number = outputs.count.dataSync()[0] ?? 0;
      if (number > 0) sum += (outputs.loss.dataSync()[0] ?? NaN) * number;
      count += number;
      tf.dispose([outputs.loss, outputs.count, ...Object.values(inputs)]);
    }
  } finally {
    step.dispose();
  }
  return sum / count;
}

function maskedLmLoss(model: Model, inputs: MaskedLmInputs): Tensor {
  const { positions, targets, weights } = inputs;
  return meanLoss(tokenLosses(model, { inputs, positions, targets }, new Dropout()), weights);
}
