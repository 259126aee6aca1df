import { checkPatterns, scaleAt } from '@lamella/adapters/patterns';
import { UserError, unknownName } from '@lamella/core';
import { importanceOf, selectLayers } from '@lamella/metrics';
import type { ResolvedAdapter, ResolvedTrial } from '@lamella/spec';
import { countModel, modulePath } from './model-shape.ts';
import type { ModelShape } from '@lamella/models/families';

/** Parameters of a trial, as `TrialOutcome` has them, but from formulas. */
export interface ParameterPlan {
  readonly trainable: number;
  /** In LoRA's matrices, and with DoRA in its lengths. */
  readonly adapter: number;
  readonly head: number;
  /** Of the model without adapters. */
  readonly total: number;
  /** Layers differ in rank, and which are adapted is measured first: `trainable` and `adapter` are upper bounds. */
  readonly isAtMost?: true;
}

/** An adapter's settings that its number of parameters follows from. */
type CountedAdapter = { readonly rank: number; readonly targets: readonly string[] } & Partial<
  Pick<ResolvedAdapter, 'alpha' | 'useDora' | 'rankPattern' | 'alphaPattern'>
>;

/**
 * Counts a trial's parameters without its model: LoRA has rank · (in + out) for each adapted map and DoRA out more, the head
 * is trained with every method, and full fine-tuning trains everything.
 *
 * @param numLabels outputs of the head
 * @throws UserError for a target that the layers don't have, or a pattern that matches none
 */
export function countTrialParameters(
  trial: ResolvedTrial,
  shape: ModelShape,
  numLabels: number,
): ParameterPlan {
  const head = shape.head(numLabels);
  const total = countModel(shape) + head;
  if (trial.tuning === 'none') return { trainable: 0, adapter: 0, head: 0, total };
  if (trial.tuning === 'full') return { trainable: total, adapter: 0, head, total };
  const { adapter, isExact } = countAdapter(trial, shape);
  return { trainable: adapter + head, adapter, head, total, ...(!isExact && { isAtMost: true }) };
}

/** N, the number of layers that a trial adapts. */
export function countAdaptedLayers({ tuning, selection, numLayers }: ResolvedTrial): number {
  if (selection === null) return tuning === 'full' ? numLayers : 0;
  if (selection.method === 'all') return numLayers;
  return selection.method === 'list' ? selection.layers.length : selection.count;
}

function countAdapter(
  { adapter, selection, numLayers }: ResolvedTrial,
  shape: ModelShape,
): { readonly adapter: number; readonly isExact: boolean } {
  if (adapter === null) return { adapter: 0, isExact: true };
  const all = Array.from({ length: numLayers }, (_, layer) => layer);
  const perLayer = all.map((layer) => countLora(adapter, shape, layer));
  const paths = all.flatMap((layer) => adapter.targets.map((name) => modulePath(shape, layer, name)));
  checkPatterns(adapter, paths);
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  if ('count' in selection && importanceOf(selection.method) !== undefined) {
    const most = perLayer.toSorted((a, b) => b - a).slice(0, selection.count);
    return { adapter: sum(most), isExact: new Set(perLayer).size === 1 };
  }
  const { layers } = selectLayers({ ...selection, numLayers });
  return { adapter: sum(layers.map((layer) => perLayer[layer] ?? 0)), isExact: true };
}

/**
 * Parameters of LoRA in one layer: rank times the inputs and outputs of each target, and with DoRA the outputs.
 *
 * @throws UserError (exit code 2) for a target that the layers don't have
 */
export function countLora(
  { targets, alpha = 1, useDora = false, ...scale }: CountedAdapter,
  shape: ModelShape,
  layer = 0,
): number {
  const { maps } = shape;
  return targets.reduce((sum, name) => {
    const map = Object.hasOwn(maps, name) ? maps[name] : undefined;
    if (map === undefined)
      throw new UserError(unknownName('target module', name, Object.keys(maps)), { exitCode: 2 });
    const { rank } = scaleAt(modulePath(shape, layer, name), { alpha, ...scale });
    return sum + rank * (map.inputs + map.outputs) + (useDora ? map.outputs : 0);
  }, 0);
}
