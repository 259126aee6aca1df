import { type BatchLayout, type Batches, makeBatches } from '@lamella/datasets';
import { hasOwnKernels } from '@lamella/engine';
import { sum } from '@lamella/metrics';
import type { ModelConfig } from '@lamella/models';
import { countEpochs } from './epoch-steps.ts';
import { canPackTexts, mapsWork } from './pass-batches.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

/** What is left of the work of padded batches where packed ones are worth their keep. */
const WORTHWHILE = 0.95;

/** Multiplications of a layer's forward pass that take as long as compiling the layer's step for one more shape of batches, 30 ms. */
const WORK_OF_COMPILING = 5e8;

type LayoutSettings = Pick<
  TrainingSettings,
  'batchSize' | 'packing' | 'seed' | 'sortWindow' | 'epochs' | 'steps' | 'accumulation'
>;

/**
 * Texts are packed, one after another in one row, if the model reads them so and packed batches take at most 95 % of the work of padded
 * ones: that of their tokens in all epochs, reckoned from the first, and of compiling a step for each shape, of which there are more.
 * Losses and gradients are the same but for rounding.
 */
export function chooseLayout(
  { model, examples, padId }: Pick<TrainingRun, 'model' | 'examples' | 'padId'>,
  settings: LayoutSettings,
): BatchLayout {
  const { packing = 'auto', batchSize, seed, sortWindow = 1 } = settings;
  if (packing === 'off' || !hasOwnKernels() || !canPackTexts(examples, model, padId)) return 'padded';
  if (packing === 'on') return 'packed';
  const epochs = countEpochs(examples.length, settings);
  const workOf = (layout: BatchLayout): number => {
    const order = { order: 'shuffled', sortWindow, seed, epoch: 1 } as const;
    return workOfLayer(makeBatches(examples, { batchSize, padId, layout, ...order }), model.config, epochs);
  };
  return workOf('packed') <= WORTHWHILE * workOf('padded') ? 'packed' : 'padded';
}

/** Multiplications of a layer's linear maps in all epochs, and what compiling it takes. */
function workOfLayer({ shapes }: Batches, config: ModelConfig, epochs: number): number {
  const numTokens = sum(shapes.map(({ size, length }) => size * length));
  const numShapes = new Set(shapes.map(({ size, length }) => `${size} ${length}`)).size;
  return epochs * numTokens * mapsWork(config) + numShapes * WORK_OF_COMPILING;
}
