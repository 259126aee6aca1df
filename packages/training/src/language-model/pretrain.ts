import { compile, Dropout, type NamedTensors, type Tensor, tf } from '@lamella/engine';
import type { LanguageModelBatch, Objective, TokenBlocks } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type AdamWConfig, DEFAULT_ADAMW } from '../adamw.ts';
import { meanLoss, tokenLosses } from '../losses.ts';
import { learningRateAt, type ScheduleName } from '../schedules.ts';
import { TrainingStep } from '../training-step.ts';
import { type LanguageModelInputs, toLanguageModelInputs } from './language-model-inputs.ts';

/** How a language model is pre-trained. */
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

/** The model, the data and the settings of a pre-training. */
export interface PretrainingRun {
  readonly model: Model;
  readonly blocks: TokenBlocks;
  readonly heldOut: TokenBlocks;
  /** The objective that it learns. */
  readonly objective: Objective;
  onStep?(progress: { readonly step: number; readonly loss: number; readonly secondsPerStep: number }): void;
}

/**
 * Trains all weights of a language model; epochs follow each other until the steps are done.
 *
 * @throws UserError if a loss or a weight is not finite
 */
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
    loss: (batch) => languageModelLoss(run.model, batch as LanguageModelInputs),
  });
  const schedule = { ...settings, name: settings.schedule, totalSteps: settings.steps };
  try {
    let done = 0;
    for (const batch of endlessBatches(run, settings)) {
      if (done === settings.steps) break;
      const begin = performance.now();
      const { loss } = step.run(
        [toLanguageModelInputs(batch, run.objective.places)],
        learningRateAt(done, schedule),
      );
      done += 1;
      run.onStep?.({ step: done, loss, secondsPerStep: (performance.now() - begin) / 1000 });
    }
    step.finish();
  } finally {
    step.dispose();
  }
}

/** Epoch after epoch, each in another order and with other masks. */
function* endlessBatches(
  { objective, blocks }: PretrainingRun,
  settings: PretrainingSettings,
): Generator<LanguageModelBatch> {
  for (let epoch = 0; ; epoch++) {
    yield* objective.batches(blocks, { ...settings, order: 'shuffled', epoch });
  }
}

/** Mean cross-entropy over the predicted tokens of the held-out blocks, in nats; a seed fixes which ones are masked. */
export function evaluateLanguageModel(
  { model, objective, heldOut }: Omit<PretrainingRun, 'blocks'>,
  settings: Pick<PretrainingSettings, 'batchSize' | 'seed'>,
): number {
  const step = compile(
    (inputs: LanguageModelInputs): NamedTensors => ({
      loss: languageModelLoss(model, inputs),
      count: tf.sum(inputs.weights),
    }),
    { name: 'language-model-loss' },
  );
  let sum = 0;
  let count = 0;
  try {
    for (const batch of objective.batches(heldOut, { ...settings, order: 'given' })) {
      const inputs = toLanguageModelInputs(batch, objective.places);
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

function languageModelLoss(model: Model, inputs: LanguageModelInputs): Tensor {
  const { positions, targets, weights } = inputs;
  return meanLoss(tokenLosses(model, { inputs, positions, targets }, new Dropout()), weights);
}
