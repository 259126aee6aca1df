import type { GapRow, ScoreRow, SweepRow } from '@lamella/metrics/scores';
import type { GroupRow, LossRow } from '@lamella/plots';
import { isTextTask, type TaskName, textTaskInfo } from '@lamella/tasks';
import { modelLabel } from '@lamella/spec';
import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from './collect-cells.ts';
import { scoreInfo, scoresOf } from './scores.ts';

/** The scores of all trials of an experiment, one row per trial and score; those that are not there say why. */
export function sweepRows(cells: readonly TrialCell[]): SweepRow[] {
  return cells.flatMap((cell) =>
    scoresOf(cell.trial).map(({ name, title: taskTitle, metric, valueIn }): SweepRow => {
      const { trial, state, result } = cell;
      const setting = {
        ...settingOf(cell),
        ...{ task: name, taskTitle, metric },
        ...(name !== trial.task && { trainedOn: trial.task }),
        tuning: trial.tuning,
        selection: trial.selection?.method ?? null,
        initialisation: (trial.adapter !== null && 'init' in trial.adapter && trial.adapter.init) || null,
      };
      if (state !== 'done' || result === undefined) return { ...setting, score: null, gap: gapOf(state) };
      const score = valueIn(result);
      const costs = costsOf(result);
      return score === null
        ? { ...setting, ...costs, score, gap: 'undefined' }
        : { ...setting, ...costs, score };
    }),
  );
}

/** The scores of kinds of problems, of all results that have any. */
export function groupRows(cells: readonly TrialCell[]): GroupRow[] {
  return cells.flatMap((cell) =>
    (cell.result?.groups ?? []).flatMap(({ score, ...group }) => {
      const benchmarkTitle = scoreInfo(group.benchmark).title;
      return score === null ? [] : [{ ...settingOf(cell), ...group, benchmarkTitle, score }];
    }),
  );
}

/** The losses of all results that keep them. */
export function lossRows(cells: readonly TrialCell[]): LossRow[] {
  return cells.flatMap((cell) => {
    const { task } = cell.trial;
    const setting = { ...settingOf(cell), task, taskTitle: titleOf(task) };
    return (cell.result?.losses ?? []).map((loss, index) => ({ ...setting, step: index + 1, loss }));
  });
}

/** A task's name in print. */
export function titleOf(task: TaskName): string {
  return isTextTask(task) ? textTaskInfo(task).title : scoreInfo(task).title;
}

type SharedColumns = Pick<ScoreRow, 'model' | 'method' | 'methodTitle' | 'layers' | 'rank' | 'seed'>;

function settingOf({ trial, layers }: TrialCell): SharedColumns {
  return {
    model: modelLabel(trial.model),
    method: trial.method,
    methodTitle: trial.title,
    layers,
    rank: trial.adapter?.rank ?? 0,
    seed: trial.seed,
  };
}

function gapOf(state: TrialCell['state']): GapRow['gap'] {
  return state === 'done' ? 'undefined' : state;
}

function costsOf({ parameters, cost, selection }: DoneResult) {
  return {
    trainableParameters: parameters.trainable,
    secondsPerStep: cost.secondsPerStep,
    peakMemoryMiB: cost.peakMemoryBytes / 2 ** 20,
    selected: selection.oneHot,
  };
}
