import type { FigureRows, GroupRow, ImportanceRow, LossRow, ScoreRow } from '@lamella/plots';
import { modelLabel } from '../inputs/labels.ts';
import { groupRows } from '../tables/group-tables.ts';
import { lossRows } from '../tables/training-tables.ts';
import { isTextTask, type TaskName } from '@lamella/spec';
import type { Cell } from '../tables/collect-cells.ts';
import { scoreInfo, scoresOf } from '../tables/scores.ts';
import { textTaskInfo } from '../text-tasks/text-task.ts';

/** The rows that figures are drawn from: the cells that are done, and the importance that their layers were selected by. */
export function toFigureRows(cells: readonly Cell[]): FigureRows {
  return {
    scores: cells.flatMap(toScoreRows),
    importance: toImportanceRows(cells),
    groups: cells.flatMap(toGroupRows),
    losses: cells.flatMap(toLossRows),
  };
}

function toScoreRows({ trial, layers, result }: Cell): ScoreRow[] {
  if (result === undefined) return [];
  return scoresOf(trial).flatMap(({ name, title, metric, valueIn }) => {
    const value = valueIn(result);
    if (value === null) return [];
    return {
      model: modelLabel(trial.model),
      task: name,
      taskTitle: title,
      ...(name !== trial.task && { trainedOn: trial.task }),
      method: trial.method,
      methodTitle: trial.title,
      tuning: trial.tuning,
      selection: trial.selection?.method ?? null,
      initialisation: trial.adapter?.init ?? null,
      layers,
      rank: trial.adapter?.rank ?? 0,
      seed: trial.seed,
      metric: isTextTask(trial.task) ? metric : result.metrics.primary.name,
      score: value,
      trainableParameters: result.parameters.trainable,
      secondsPerStep: result.cost.secondsPerStep,
      peakMemoryMiB: result.cost.peakMemoryBytes / 2 ** 20,
      selected: result.selection.oneHot,
    };
  });
}

function toGroupRows(cell: Cell): GroupRow[] {
  const model = modelLabel(cell.trial.model);
  return groupRows([cell]).map(({ title, benchmark, ...row }) => ({
    ...row,
    ...{ model, methodTitle: title, benchmarkTitle: scoreInfo(benchmark).title },
  }));
}

function toLossRows(cell: Cell): LossRow[] {
  const model = modelLabel(cell.trial.model);
  return lossRows([cell]).map(({ title, ...row }) => ({
    ...row,
    ...{ model, methodTitle: title, taskTitle: taskTitle(cell.trial.task) },
  }));
}

function taskTitle(task: TaskName): string {
  return isTextTask(task) ? textTaskInfo(task).title : scoreInfo(task).title;
}

/** Each measurement once: the results of all trials that it selects layers for hold its values. */
function toImportanceRows(cells: readonly Cell[]): ImportanceRow[] {
  const measured = new Map<string, ImportanceRow[]>();
  for (const { trial, result } of cells) {
    const { importanceFile, scores } = result?.selection ?? {};
    if (!importanceFile || !scores || trial.importance === null || measured.has(importanceFile)) continue;
    const { task, model } = trial;
    const common = {
      ...{ model: modelLabel(model), task, taskTitle: taskTitle(task) },
      method: trial.importance.method,
    };
    measured.set(
      importanceFile,
      scores.map((importance, layer) => ({ ...common, layer, importance })),
    );
  }
  return [...measured.values()].flat();
}
