import { type Batch, type BatchLayout, type BatchOptions, makeBatches } from '@lamella/datasets';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

type StepSettings = Pick<TrainingSettings, 'batchSize' | 'accumulation'>;

/** The settings of a training with the layout of its batches. */
export interface EpochSettings extends TrainingSettings {
  /** @default 'padded' */
  readonly layout?: BatchLayout;
  /** Of packed rows, ascending. */
  readonly rowLengths?: readonly number[];
}

type LengthSettings = StepSettings & Pick<TrainingSettings, 'epochs' | 'steps'>;

/** Steps of the optimiser over all epochs, which fewer are taken of if training ends early. */
export function countSteps(numExamples: number, { epochs, steps, ...settings }: LengthSettings): number {
  return steps ?? stepsPerEpoch(numExamples, settings) * epochs;
}

/** Epochs that are begun, of which the last may be cut where the number of steps is given. */
export function countEpochs(numExamples: number, { epochs, steps, ...settings }: LengthSettings): number {
  return steps === undefined ? epochs : Math.ceil(steps / stepsPerEpoch(numExamples, settings));
}

/** Steps of the optimiser in an epoch, the last of which may have fewer micro-batches. */
export function stepsPerEpoch(numExamples: number, { batchSize, accumulation }: StepSettings): number {
  return Math.ceil(Math.ceil(numExamples / batchSize) / accumulation.steps);
}

/**
 * The order of a training's examples in an epoch, of which its batches are cut.
 *
 * @param epoch counted from 1
 */
export function epochOrder(
  { seed, sortWindow = 1 }: Pick<TrainingSettings, 'seed' | 'sortWindow'>,
  epoch: number,
): Required<Pick<BatchOptions, 'order' | 'sortWindow' | 'seed' | 'epoch'>> {
  return { order: 'shuffled', sortWindow, seed, epoch };
}

/**
 * The batches of an epoch, as many at a time as an optimiser step accumulates.
 *
 * @param epoch counted from 1
 * @param skip steps at its beginning that are left out
 */
export function* epochSteps(
  { model, examples, padId }: Pick<TrainingRun, 'model' | 'examples' | 'padId'>,
  settings: EpochSettings,
  { epoch, skip = 0 }: { readonly epoch: number; readonly skip?: number },
): Generator<Batch[]> {
  const { batchSize, accumulation, layout = 'padded', rowLengths } = settings;
  let group: Batch[] = [];
  for (const batch of makeBatches(examples, {
    ...{ batchSize, padId, layout, rowLengths, tellsLongest: model.readsLongestText },
    ...epochOrder(settings, epoch),
    skip: skip * accumulation.steps,
  })) {
    group.push(batch);
    if (group.length < accumulation.steps) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
