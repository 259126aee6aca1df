import { UserError, unknownName } from '@lamella/core';
import type { ResolvedTrial } from '../sweep/trial.ts';
import { countModel, type ModelShape } from './model-shape.ts';

/** Parameters of a trial, as `TrialOutcome` has them, but from formulas. */
export interface ParameterPlan {
  readonly trainable: number;
  /** In LoRA's matrices. */
  readonly adapter: number;
  readonly head: number;
  /** Of the model without adapters. */
  readonly total: number;
}

/**
 * Counts a trial's parameters without its model: LoRA has rank · (in + out) for each adapted map, the head is
 * trained with every method, and full fine-tuning trains everything.
 *
 * @param numLabels outputs of the head
 * @throws UserError for a target that the layers don't have
 */
export function countTrialParameters(
  trial: ResolvedTrial,
  shape: ModelShape,
  numLabels: number,
): ParameterPlan {
  const head = shape.head(numLabels);
  const total = countModel(shape) + head;
  if (trial.tuning === 'full') return { trainable: total, adapter: 0, head, total };
  const adapter = trial.adapter === null ? 0 : countAdaptedLayers(trial) * countLora(trial.adapter, shape);
  return { trainable: adapter + head, adapter, head, total };
}

/** N, the number of layers that a trial adapts. */
export function countAdaptedLayers({ tuning, selection, numLayers }: ResolvedTrial): number {
  if (selection === null) return tuning === 'full' ? numLayers : 0;
  if (selection.method === 'all') return numLayers;
  return selection.method === 'list' ? selection.layers.length : selection.count;
}

/**
 * Parameters of LoRA in one layer: rank times the inputs and outputs of each target.
 *
 * @throws UserError (exit code 2) for a target that the layers don't have
 */
export function countLora(
  { rank, targets }: { readonly rank: number; readonly targets: readonly string[] },
  { maps }: ModelShape,
): number {
  return targets.reduce((sum, name) => {
    const map = Object.hasOwn(maps, name) ? maps[name] : undefined;
    if (map === undefined)
      throw new UserError(unknownName('target module', name, Object.keys(maps)), { exitCode: 2 });
    return sum + rank * (map.inputs + map.outputs);
  }, 0);
}
