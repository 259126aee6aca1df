import { groupBy, hashJson } from '@lamella/core';
import { orderLayers } from '@lamella/metrics/selection';
import type { VariantRow } from '@lamella/plots';
import { modelLabel, type ResolvedSelection, type ResolvedTrial, trialIdentity } from '@lamella/spec';
import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from '../tables/collect-cells.ts';
import { titleOf } from '../tables/rows.ts';

/** A trial whose layers were selected by its importance. */
interface SelectingCell {
  readonly trial: ResolvedTrial & { readonly importance: NonNullable<ResolvedTrial['importance']> };
  readonly selection: Extract<ResolvedSelection, { readonly count: number }>;
  readonly chosen: DoneResult['selection'] & { readonly scores: readonly number[] };
}

/**
 * The importance that methods of one rule measured in different ways, with the layers that each selected: of every rule and task
 * a row for each method and layer. Of methods that measure alike the first one stands for all, if there is one that trains as the
 * first of all does the first of those; a rule without a second way has no rows.
 */
export function variantRows(cells: readonly TrialCell[]): VariantRow[] {
  const selecting = cells.flatMap((cell) => toSelecting(cell) ?? []);
  const ofRules = [...groupBy(selecting, ({ selection }) => selection.method).values()].map((ofRule) =>
    [...groupBy(ofRule, ({ trial }) => trial.task).values()].map(differentWays),
  );
  return ofRules
    .filter((tasks) => tasks.some((ways) => ways.length > 1))
    .flat()
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [first, ...others].flatMap((cell) => toRows(cell, trainingKey(cell) === trainingKey(first))),
    );
}

function toSelecting({ trial, result }: TrialCell): SelectingCell | undefined {
  const { selection, importance, control } = trial;
  const chosen = result?.selection;
  if (control !== undefined || importance === null || selection === null || !('count' in selection)) return;
  if (chosen?.scores === null || chosen?.scores === undefined) return;
  return { trial, selection, chosen: { ...chosen, scores: chosen.scores } } as SelectingCell;
}

/**
 * A trial of each way of measuring, at the N that is nearest to half of the layers: the first one that trains as the first of all,
 * or the first one.
 */
function differentWays(cells: readonly SelectingCell[]): SelectingCell[] {
  const distance = ({ trial, selection }: SelectingCell): number =>
    Math.abs(selection.count - trial.numLayers / 2);
  const least = Math.min(...cells.map(distance));
  const nearest = cells.filter((cell) => distance(cell) === least);
  const way = ({ trial, selection }: SelectingCell): string =>
    JSON.stringify([trial.importance, selection.dropFirst]);
  const training = nearest[0] && trainingKey(nearest[0]);
  return [...groupBy(nearest, way).values()].flatMap(
    (alike) => alike.find((cell) => trainingKey(cell) === training) ?? alike[0] ?? [],
  );
}

/** Everything that a trial's numbers depend on besides its seed and which layers were found to be important. */
function trainingKey({ trial, selection: { dropFirst: _, ...selection } }: SelectingCell): string {
  const { importance: _measuring, seed: _seed, ...identity } = trialIdentity(trial);
  return hashJson({ ...identity, selection });
}

function toRows({ trial, selection, chosen }: SelectingCell, trainsAlike: boolean): VariantRow[] {
  const { scores, certainty, layers } = chosen;
  const constantInputs = certainty?.constantInputs;
  const order = orderLayers({
    ...{ ...selection, numLayers: scores.length, scores },
    ...(constantInputs && { constantInputs }),
  });
  const isLeftOut = (layer: number): boolean =>
    !order.includes(layer) ||
    (selection.dropFirst === 'auto' && constantInputs?.includes(layer) === true && !layers.includes(layer));
  const common = { model: modelLabel(trial.model), task: trial.task, taskTitle: titleOf(trial) };
  return scores.map((importance, layer) => ({
    ...{ ...common, method: trial.importance.method, layer, importance },
    ...{ variant: trial.method, variantTitle: trial.title, isSelected: layers.includes(layer) },
    ...(certainty?.undecided.includes(layer) === true && { isUndecided: true as const }),
    ...(isLeftOut(layer) && { isLeftOut: true as const }),
    ...(constantInputs && { hasConstantInput: constantInputs.includes(layer) }),
    ...(!trainsAlike && { trainsOtherwise: true as const }),
  }));
}
