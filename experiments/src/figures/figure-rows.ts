import type { FigureRows, ImportanceRow, ScoreRow } from '@lamella/plots';
import { modelLabel } from '../inputs/labels.ts';
import { readImportance } from '../results/importance-files.ts';
import { isTextTask } from '../spec/names.ts';
import type { Cell } from '../tables/collect-cells.ts';
import { scoreInfo, scoresOf } from '../tables/scores.ts';
import { textTaskInfo } from '../text-tasks/text-task.ts';

/**
 * The rows that figures are drawn from: the cells that are done, and the importance that their layers were
 * selected by.
 *
 * @param importance the folder of the files of importance
 */
export function toFigureRows(cells: readonly Cell[], importance: string): FigureRows {
  return { scores: cells.flatMap(toScoreRows), importance: toImportanceRows(cells, importance) };
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
      method: trial.method,
      methodTitle: trial.title,
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

function toImportanceRows(cells: readonly Cell[], folder: string): ImportanceRow[] {
  const files = new Map<string, Cell>();
  for (const cell of cells) {
    const file = cell.result?.selection.importanceFile;
    if (file && !files.has(file)) files.set(file, cell);
  }
  return [...files].flatMap(([file, { trial }]) => {
    const { method, values } = readImportance(folder, file);
    const { task, model } = trial;
    const taskTitle = isTextTask(task) ? textTaskInfo(task).title : scoreInfo(task).title;
    const common = { model: modelLabel(model), task, taskTitle, method };
    return values.map((value, layer) => ({ ...common, layer, importance: value }));
  });
}
