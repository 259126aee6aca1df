import { kindOf, type KindSettings } from '@lamella/adapters/kinds';
import { UserError, unknownName } from '@lamella/core';
import { importanceOf, selectLayers } from '@lamella/metrics/selection';
import { countSelected, type ResolvedTrial } from '@lamella/spec';
import { countModel, modulePath } from './model-shape.ts';
import type { ModelShape } from '@lamella/models/families';

/** Parameters of a trial, as `TrialOutcome` has them, but from formulas. */
export interface ParameterPlan {
  readonly trainable: number;
  /** In the adapters, such as LoRA's matrices. */
  readonly adapter: number;
  readonly head: number;
  /** Of the model without adapters. */
  readonly total: number;
  /** Layers differ in rank, and which are adapted is measured first: `trainable` and `adapter` are upper bounds. */
  readonly isAtMost?: true;
}

/** What is trained outside of the layers. */
export interface TrainedOutside {
  /** Outputs of the head. */
  readonly numLabels: number;
  /** Parameters that the checkpoint lacks besides the head's, trained where the trial says so; see `countNewModules`. @default 0 */
  readonly newModules?: number | undefined;
}

/**
 * Counts a trial's parameters without its model: adapters have what their kind says (LoRA rank · (in + out) for each
 * adapted map), the head is trained with every method, and full fine-tuning trains everything.
 *
 * @throws UserError for a target that the layers don't have, or a pattern that matches none
 */
export function countTrialParameters(
  trial: ResolvedTrial,
  shape: ModelShape,
  { numLabels, newModules = 0 }: TrainedOutside,
): ParameterPlan {
  const head = shape.head(numLabels);
  const total = countModel(shape) + head;
  if (trial.tuning === 'none') return { trainable: 0, adapter: 0, head: 0, total };
  if (trial.tuning === 'full') return { trainable: total, adapter: 0, head, total };
  const { adapter, isExact } = countAdapter(trial, shape);
  const added = countAdded(trial, shape, newModules);
  return { trainable: adapter + head + added, adapter, head, total, ...(!isExact && { isAtMost: true }) };
}

/** Parameters of what is trained between the layers and the head: a pooler, and modules that the checkpoint lacks. */
function countAdded({ training }: ResolvedTrial, { pooler }: ModelShape, newModules: number): number {
  // What lies there is the pooler: one that is lacking is not counted twice.
  if (training.pooler === 'trained') return pooler?.parameters ?? 0;
  return training.newModules === 'trained' ? newModules : 0;
}

/** N, the number of layers that a trial adapts. */
export function countAdaptedLayers({ tuning, selection, numLayers }: ResolvedTrial): number {
  if (selection === null) return tuning === 'full' ? numLayers : 0;
  return countSelected(selection, numLayers);
}

function countAdapter(
  { adapter, selection, numLayers, ...tuning }: ResolvedTrial,
  shape: ModelShape,
): { readonly adapter: number; readonly isExact: boolean } {
  if (adapter === null) return { adapter: 0, isExact: true };
  const all = Array.from({ length: numLayers }, (_, layer) => layer);
  const perLayer = all.map((layer) => countLayer(adapter, shape, layer));
  const paths = all.flatMap((layer) => adapter.targets.map((name) => modulePath(shape, layer, name)));
  kindOf(adapter).checkModules?.(adapter, paths);
  // Layers of one size, with ranks that add up: which ones they are makes no difference.
  if ('rankSum' in tuning && tuning.rankSum !== undefined)
    return { adapter: tuning.rankSum * countLayer({ ...adapter, rank: 1 }, shape, 0), isExact: true };
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  if ('count' in selection && importanceOf(selection.method) !== undefined) {
    const most = perLayer.toSorted((a, b) => b - a).slice(0, selection.count);
    return { adapter: sum(most), isExact: new Set(perLayer).size === 1 };
  }
  const { layers } = selectLayers({ ...selection, numLayers });
  return { adapter: sum(layers.map((layer) => perLayer[layer] ?? 0)), isExact: true };
}

/** Parameters of LoRA in the first layer: rank times the inputs and outputs of each target. */
export function countLora(
  { rank, targets }: { readonly rank: number; readonly targets: readonly string[] },
  shape: ModelShape,
): number {
  return countLayer({ rank, alpha: rank, dropout: 0, targets }, shape, 0);
}

/**
 * Parameters of the adapters in one layer.
 *
 * @throws UserError (exit code 2) for a target that the layers don't have
 */
function countLayer(adapter: KindSettings, shape: ModelShape, layer: number): number {
  const { maps } = shape;
  return adapter.targets.reduce((sum, name) => {
    const map = Object.hasOwn(maps, name) ? maps[name] : undefined;
    if (map === undefined)
      throw new UserError(unknownName('target module', name, Object.keys(maps)), { exitCode: 2 });
    return sum + kindOf(adapter).countParameters(adapter, modulePath(shape, layer, name), map);
  }, 0);
}
