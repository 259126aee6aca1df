import { Random } from '@lamella/core';
import { type Batch, type EncodedExample, makeBatches } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { DEFAULT_ADAMW, FineTuningStep, learningRateAt, type PretrainingRun } from '@lamella/training';
import type { LlavaPretrainingSpec } from '../pretraining-spec.ts';
import type { Lessons } from './llava-data.ts';

/** The model and the data of a LLaVA's pre-training. */
export interface LlavaTraining {
  readonly model: Model;
  readonly lessons: Lessons;
  readonly padId: number;
  readonly onStep: Required<PretrainingRun>['onStep'];
}

/**
 * Trains all weights, on captions and on conversations by turns.
 *
 * @returns the number of tokens that were read, padding included
 */
export function trainLlava(
  { model, lessons, padId, onStep }: LlavaTraining,
  { training, seed }: LlavaPretrainingSpec,
): number {
  const trainable = [...model.parameters.values()].filter(
    (parameter) => !(model.unusedWeights ?? []).includes(parameter),
  );
  for (const parameter of trainable) parameter.makeTrainable();
  const step = new FineTuningStep({
    ...{ model, trainable, seed, kind: 'causal-lm', hasDropout: false, maxGradNorm: training.maxGradNorm },
    adamw: { ...DEFAULT_ADAMW, beta2: 0.98, epsilon: 1e-6, weightDecay: training.weightDecay },
  });
  const schedule = { ...training, name: training.schedule, totalSteps: training.steps };
  const batches = mixBatches(lessons, training.batchSize, { padId, seed });
  let numTokens = 0;
  try {
    for (let done = 0; done < training.steps; done++) {
      const begin = performance.now();
      const batch = batches.next().value;
      const { loss } = step.run([batch], learningRateAt(done, schedule));
      numTokens += batch.size * batch.length;
      onStep({ step: done + 1, loss, secondsPerStep: (performance.now() - begin) / 1000 });
    }
    step.finish();
  } finally {
    step.dispose();
  }
  return numTokens;
}

/** Captions and texts, then conversations, over and over. Texts never stand alone: the image encoder has to have a part. */
function* mixBatches(
  lessons: Lessons,
  batchSize: Readonly<Record<keyof Lessons, number>>,
  { padId, seed }: { readonly padId: number; readonly seed: number },
): Generator<Batch, never> {
  const stream = (kind: keyof Lessons): Generator<EncodedExample, never> =>
    endlessly(lessons[kind], `${seed}/${kind}`);
  const streams = {
    captions: stream('captions'),
    questions: stream('questions'),
    texts: stream('texts'),
  };
  const take = (kind: keyof Lessons): EncodedExample[] =>
    Array.from({ length: batchSize[kind] }, () => streams[kind].next().value);
  for (;;) {
    yield* oneBatch([...take('captions'), ...take('texts')], padId);
    yield* oneBatch(take('questions'), padId);
  }
}

function oneBatch(examples: readonly EncodedExample[], padId: number): Iterable<Batch> {
  return makeBatches(examples, { batchSize: examples.length, padId });
}

/** All examples in a random order, then in another one, and so on. */
function* endlessly(examples: readonly EncodedExample[], seed: string): Generator<EncodedExample, never> {
  for (let epoch = 0; ; epoch++) yield* Random.fork(seed, `epoch/${epoch}`).shuffle(examples);
}
