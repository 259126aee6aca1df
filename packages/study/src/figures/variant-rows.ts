import { groupBy } from '@lamella/core';
import { orderLayers } from '@lamella/metrics/selection';
import type { VariantRow } from '@lamella/plots';
import { modelLabel, type ResolvedSelection, type ResolvedTrial } from '@lamella/spec';
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
 * The importance that methods of one rule measured in different ways, with the layers that each selected: of every task a row for
 * each method and layer. Of methods that measure alike the first one stands for all; without a second way there are no rows.
 */
export function variantRows(cells: readonly TrialCell[]): VariantRow[] {
  const selecting = cells.flatMap((cell) => toSelecting(cell) ?? []);
  const ofRules = [...groupBy(selecting, ({ selection }) => selection.method).values()].map((ofRule) =>
    [...groupBy(ofRule, ({ trial }) => trial.task).values()].map(differentWays),
  );
  const [tasks = []] = ofRules.filter((tasks) => tasks.some((ways) => ways.length > 1));
  return tasks.flat().flatMap(toRows);
}

function toSelecting({ trial, result }: TrialCell): SelectingCell | undefined {
  const { selection, importance, control } = trial;
  const chosen = result?.selection;
  if (control !== undefined || importance === null || selection === null || !('count' in selection)) return;
  if (chosen?.scores === null || chosen?.scores === undefined) return;
  return { trial, selection, chosen: { ...chosen, scores: chosen.scores } } as SelectingCell;
}

/** The first trial of each way of measuring, at the N that is nearest to half of the layers. */
function differentWays(cells: readonly SelectingCell[]): SelectingCell[] {
  const distance = ({ trial, selection }: SelectingCell): number =>
    Math.abs(selection.count - trial.numLayers / 2);
  const least = Math.min(...cells.map(distance));
  const way = ({ trial, selection }: SelectingCell): string =>
    JSON.stringify([trial.importance, selection.dropFirst]);
  return [
    ...groupBy(
      cells.filter((cell) => distance(cell) === least),
      way,
    ).values(),
  ].flatMap(([first]) => first ?? []);
}

function toRows({ trial, selection, chosen }: SelectingCell): VariantRow[] {
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
  }));
}
