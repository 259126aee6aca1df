import { type BatchLayout, makeBatches } from '@lamella/datasets';
import { hasOwnKernels } from '@lamella/engine';
import { sum } from '@lamella/metrics';
import { canPackTexts } from './pass-batches.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

/** What is left of the tokens of padded batches where packed ones are worth their keep. */
const WORTHWHILE = 0.95;

type LayoutSettings = Pick<TrainingSettings, 'batchSize' | 'packing' | 'seed' | 'sortWindow'>;

/**
 * Texts are packed, one after another in one row, if the model reads them so and packed batches have at most 95 % of the tokens of padded
 * ones in the first epoch. Losses and gradients are the same but for rounding.
 */
export function chooseLayout(
  { model, examples, padId }: Pick<TrainingRun, 'model' | 'examples' | 'padId'>,
  { packing = 'auto', batchSize, seed, sortWindow = 1 }: LayoutSettings,
): BatchLayout {
  if (packing === 'off' || !hasOwnKernels() || !canPackTexts(examples, model, padId)) return 'padded';
  const tokensOf = (layout: BatchLayout): number => {
    const order = { order: 'shuffled', sortWindow, seed, epoch: 1 } as const;
    const { shapes } = makeBatches(examples, { batchSize, padId, layout, ...order });
    return sum(shapes.map(({ size, length }) => size * length));
  };
  return tokensOf('packed') <= WORTHWHILE * tokensOf('padded') ? 'packed' : 'padded';
}
