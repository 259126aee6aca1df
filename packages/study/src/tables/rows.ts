import { mean } from '@lamella/metrics';
import type { GapRow, ScoreRow, SweepRow } from '@lamella/metrics/scores';
import type { GroupRow, LossRow } from '@lamella/plots';
import { isTableTask, isTextTask, textTaskInfo } from '@lamella/tasks';
import { describeSwept, meanRank, modelLabel, type ResolvedTrial } from '@lamella/spec';
import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from './collect-cells.ts';
import { dataTitle } from '../inputs/labels.ts';
import { scoreInfo, scoresOf } from './scores.ts';
import { numItemsOf } from './seed-scores.ts';

/** The scores of all trials of an experiment, one row per trial and score; those that are not there say why. */
export function sweepRows(cells: readonly TrialCell[]): SweepRow[] {
  return cells.flatMap((cell) =>
    scoresOf(cell.trial).map((info): SweepRow => {
      const { name, title: taskTitle, metric, valueIn, baselineIn } = info;
      const { trial, state, result } = cell;
      const setting = {
        ...settingOf(cell),
        ...{ task: name, taskTitle, metric },
        ...(name !== trial.task && { trainedOn: trial.task }),
        tuning: trial.tuning,
        selection: trial.selection?.method ?? null,
        ...adapterOf(trial),
      };
      if (state !== 'done' || result === undefined) return { ...setting, score: null, gap: gapOf(state) };
      const score = valueIn(result);
      const costs = { ...costsOf(result), ...baselineColumns(baselineIn(result)) };
      return score === null
        ? { ...setting, ...costs, score, gap: 'undefined' }
        : { ...setting, ...costs, score, ...itemsOf(result, info) };
    }),
  );
}

/** The kind of a trial's adapter, which LoRA's settings leave unnamed, how LoRA starts, and the rank that it is compared at. */
function adapterOf(trial: TrialCell['trial']): Pick<ScoreRow, 'adapter' | 'initialisation' | 'comparedRank'> {
  if (trial.adapter === null) return { adapter: null, initialisation: null };
  const { adapter, comparedRank } = trial;
  const kind = 'kind' in adapter ? adapter.kind : undefined;
  return {
    adapter: kind ?? 'lora',
    initialisation: 'init' in adapter ? adapter.init : null,
    ...(comparedRank !== undefined && { comparedRank }),
  };
}

function itemsOf(...of: Parameters<typeof numItemsOf>): Pick<ScoreRow, 'numItems'> {
  const numItems = numItemsOf(...of);
  return numItems === undefined ? {} : { numItems };
}

function baselineColumns(
  baseline: ReturnType<ReturnType<typeof scoresOf>[number]['baselineIn']>,
): Pick<ScoreRow, 'baseline' | 'baselineOf'> {
  if (baseline === undefined || baseline.value === null) return {};
  return { baseline: baseline.value, baselineOf: baseline.of };
}

/** The scores of kinds of problems, of all results that have any. */
export function groupRows(cells: readonly TrialCell[]): GroupRow[] {
  return cells.flatMap((cell) =>
    (cell.result?.groups ?? []).flatMap(({ score, ...group }) => {
      const benchmarkTitle = scoreInfo(group.benchmark, cell.trial.data).title;
      return score === null ? [] : [{ ...settingOf(cell), ...group, benchmarkTitle, score }];
    }),
  );
}

/** The losses of all results that keep them. */
export function lossRows(cells: readonly TrialCell[]): LossRow[] {
  return cells.flatMap((cell) => toLossRows(cell, cell.result?.losses ?? []));
}

/** The losses of all results, those that are in the logs of trainings alone at a few hundred points of each, or fewer of very many. */
export function loggedLossRows(cells: readonly TrialCell[]): LossRow[] {
  const numPoints = Math.max(leastPoints, Math.min(mostPoints, Math.floor(allPoints / cells.length)));
  return cells.flatMap((cell) => {
    const { result, loggedLosses } = cell;
    return result?.losses === undefined
      ? toLossRows(cell, loggedLosses?.() ?? [], numPoints)
      : toLossRows(cell, result.losses);
  });
}

/** Points that the losses of a training are thinned to, and those of all trainings together. */
const [leastPoints, mostPoints, allPoints] = [10, 400, 200_000];

/** @param numPoints rows at most, each the mean of some steps */
function toLossRows(cell: TrialCell, losses: readonly number[], numPoints = Infinity): LossRow[] {
  const { task } = cell.trial;
  const setting = { ...settingOf(cell), task, taskTitle: titleOf(cell.trial) };
  if (losses.length <= numPoints) return losses.map((loss, index) => ({ ...setting, step: index + 1, loss }));
  const size = Math.ceil(losses.length / numPoints);
  const steps = losses.map((_, index) => index + 1);
  return Array.from({ length: Math.ceil(losses.length / size) }, (_, index) => {
    const [begin, end] = [index * size, (index + 1) * size];
    return { ...setting, step: mean(steps.slice(begin, end)), loss: mean(losses.slice(begin, end)) };
  });
}

/**
 * The name in print of what a trial trains on. Files of a decoder and a user's own table have that of their data: a task such as
 * `metamath` only says how they are read. Files without a title have the task's, with the file's name beside it.
 */
export function titleOf({ task, data }: Pick<ResolvedTrial, 'task' | 'data'>): string {
  if (!isTextTask(task) || isTableTask(task)) return scoreInfo(task, data).title;
  const { title } = textTaskInfo(task);
  if (data.kind !== 'files') return title;
  return data.title ?? `${title} (${dataTitle(data)})`;
}

/** The columns of a cell that all tables share. */
export type SharedColumns = Pick<
  ScoreRow,
  'model' | 'settings' | 'method' | 'methodTitle' | 'layers' | 'rank' | 'seed'
>;

/** Reads the shared columns of a cell. */
export function settingOf({ trial, layers }: TrialCell): SharedColumns {
  return {
    model: modelLabel(trial.model),
    method: trial.method,
    methodTitle: trial.title,
    layers,
    rank: meanRank(trial),
    seed: trial.seed,
    ...(trial.swept && { settings: describeSwept(trial.swept) }),
  };
}

function gapOf(state: TrialCell['state']): GapRow['gap'] {
  return state === 'done' ? 'undefined' : state;
}

function costsOf({ parameters, cost, selection, run: { load } }: DoneResult) {
  return {
    trainableParameters: parameters.trainable,
    secondsPerStep: cost.secondsPerStep,
    peakMemoryMiB: cost.hasOwnPeak === true ? cost.peakMemoryBytes / 2 ** 20 : null,
    ...(load?.quiet !== undefined && { quiet: load.quiet }),
    selected: selection.oneHot,
    ...(selection.certainty && { undecided: selection.certainty.undecided }),
  };
}
