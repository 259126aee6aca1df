import {
  type Batches,
  type BatchLayout,
  chooseRowLengths,
  countBatchTokens,
  makeBatches,
} from '@lamella/datasets';
import { hasOwnKernels } from '@lamella/engine';
import { sum } from '@lamella/metrics';
import type { ModelConfig } from '@lamella/models';
import { servesAllLengths } from './fine-tuning-step.ts';
import { countEpochs, epochOrder } from './epoch-steps.ts';
import { canPackTexts, mapsWork } from './pass-batches.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

/** What is left of the work of padded batches where packed ones are worth their keep. */
const WORTHWHILE = 0.95;

/** Multiplications of a layer's forward pass that take as long as compiling the layer's step for one more shape of batches, 30 ms. */
const WORK_OF_COMPILING = 5e8;

/**
 * Multiplications of a layer's forward pass that take as long as one more length where one step serves all: products of other sizes are
 * prepared, and memory of other sizes is taken.
 */
const WORK_OF_LENGTH = 5e7;

/** Lengths of which each has a step that is held in memory. */
const MOST_COMPILED = 8;

/** Lengths of rows where one step serves all. */
const MOST_LENGTHS = 16;

/** Examples of all epochs whose batches are counted to choose lengths: a tenth of a second or so. */
const MOST_COUNTED = 1e6;

type LayoutSettings = Pick<
  TrainingSettings,
  'batchSize' | 'packing' | 'seed' | 'sortWindow' | 'epochs' | 'steps' | 'accumulation'
>;

/** How the texts of a training's batches lie. */
export interface ChosenLayout {
  readonly layout: BatchLayout;
  /** Of packed rows, ascending. */
  readonly rowLengths?: readonly number[];
}

/**
 * Texts are packed, one after another in one row, if the model reads them so and packed batches take at most 95 % of the work of padded
 * ones: that of their tokens in all epochs, reckoned from the first, and of compiling a step for each shape. For that, the lengths of rows
 * are those that tokens are rounded up to (`packedLength`): a small model on short texts, whose steps take as long for a few tokens more,
 * stays padded. Then they are those that take the least work. Losses and gradients are the same but for rounding.
 */
export function chooseLayout(
  run: Pick<TrainingRun, 'model' | 'examples' | 'padId'>,
  settings: LayoutSettings,
): ChosenLayout {
  const { model, examples, padId } = run;
  const { packing = 'auto' } = settings;
  const canPack = packing !== 'off' && hasOwnKernels() && canPackTexts(examples, model, padId);
  const isPacked = canPack && (packing === 'on' || savesWork(run, settings));
  return isPacked ? { layout: 'packed', rowLengths: rowLengthsOf(run, settings) } : { layout: 'padded' };
}

function savesWork(
  { model, examples, padId }: Pick<TrainingRun, 'model' | 'examples' | 'padId'>,
  settings: LayoutSettings,
): boolean {
  const { batchSize } = settings;
  const epochs = countEpochs(examples.length, settings);
  const workOf = (layout: BatchLayout): number =>
    workOfLayer(
      makeBatches(examples, { batchSize, padId, layout, ...epochOrder(settings, 1) }),
      model.config,
      epochs,
    );
  return workOf('packed') <= WORTHWHILE * workOf('padded');
}

/** The lengths of rows with the least work in all epochs; in the first ones, where they have very many examples. */
function rowLengthsOf(
  { model, examples }: Pick<TrainingRun, 'model' | 'examples'>,
  settings: LayoutSettings,
): readonly number[] {
  const epochs = countEpochs(examples.length, settings);
  const numCounted = Math.min(epochs, Math.ceil(MOST_COUNTED / examples.length));
  const numTokens = Array.from({ length: numCounted }, (_, i) =>
    countBatchTokens(examples, { batchSize: settings.batchSize, ...epochOrder(settings, i + 1) }),
  ).flat();
  const isOne = servesAllLengths(model);
  const work = isOne ? WORK_OF_LENGTH : WORK_OF_COMPILING;
  const tokensPerLength = (work / mapsWork(model.config)) * (numCounted / epochs);
  return chooseRowLengths(numTokens, { tokensPerLength, most: isOne ? MOST_LENGTHS : MOST_COMPILED });
}

/** Multiplications of a layer's linear maps in all epochs, and what compiling it takes. */
function workOfLayer({ shapes }: Batches, config: ModelConfig, epochs: number): number {
  const numTokens = sum(shapes.map(({ size, length }) => size * length));
  const numShapes = new Set(shapes.map(({ size, length }) => `${size} ${length}`)).size;
  return epochs * numTokens * mapsWork(config) + numShapes * WORK_OF_COMPILING;
}
