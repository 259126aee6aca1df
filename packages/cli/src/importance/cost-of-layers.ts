import { type SetCosts, toOneHot } from '@lamella/metrics/selection';
import type { CostOf, PlannedModel } from '@lamella/planning/cost';
import type { ImportanceRequest } from './importance-request.ts';

/** The predicted step, and what it costs with LoRA in the given layers. */
export interface LayerCosts {
  readonly step: PredictedStep;
  costOf(layers: readonly number[]): SetCosts;
}

/** A step that predictions are of. */
export interface PredictedStep {
  readonly rank: number;
  readonly batchSize: number;
  /** Tokens of every text. */
  readonly maxLength: number;
}

/** The rank and the batch of specs that are silent; both change the costs of all sets alike. */
const STEP = { rank: 8, batchSize: 8 };

/** Loads the engine and measures this machine, or finds that done. */
export async function startPricing(
  model: PlannedModel,
  request: Pick<ImportanceRequest, 'targets' | 'maxLength'>,
): Promise<LayerCosts> {
  const { costPredictor } = await import('@lamella/planning/cost');
  return layerCosts(model, request, await costPredictor());
}

/** Prices layers by the predicted step of LoRA in them, at the longest texts. */
export async function layerCosts(
  model: PlannedModel,
  { targets = model.shape.paperTargets, maxLength }: Pick<ImportanceRequest, 'targets' | 'maxLength'>,
  costOf: CostOf,
): Promise<LayerCosts> {
  const { modelCost } = await import('@lamella/planning/cost');
  const step = { ...STEP, maxLength };
  return {
    step,
    costOf(layers) {
      const mask = toOneHot(layers, model.shape.numLayers);
      const { seconds, peakBytes } = modelCost(model, { ...step, targets, layers: mask }, costOf);
      return { time: seconds, memory: peakBytes };
    },
  };
}
