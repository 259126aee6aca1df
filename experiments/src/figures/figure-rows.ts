import { taskInfo } from '@lamella/datasets';
import type { FigureRows, ImportanceRow, ScoreRow } from '@lamella/plots';
import { modelLabel } from '../inputs/labels.ts';
import { readImportance } from '../results/importance-files.ts';
import type { Cell } from '../tables/collect-cells.ts';

/**
 * The rows that figures are drawn from: the cells that are done, and the importance that their layers were
 * selected by.
 *
 * @param importance the folder of the files of importance
 */
export function toFigureRows(cells: readonly Cell[], importance: string): FigureRows {
  return { scores: cells.flatMap(toScoreRow), importance: toImportanceRows(cells, importance) };
}

function toScoreRow({ trial, layers, result }: Cell): ScoreRow[] {
  const { value = null, name: metric = '' } = result?.metrics.primary ?? {};
  if (result === undefined || value === null) return [];
  return [
    {
      model: modelLabel(trial.model),
      task: trial.task,
      taskTitle: taskInfo(trial.task).title,
      method: trial.method,
      methodTitle: trial.title,
      layers,
      rank: trial.adapter?.rank ?? 0,
      seed: trial.seed,
      metric,
      score: value,
      trainableParameters: result.parameters.trainable,
      secondsPerStep: result.cost.secondsPerStep,
      peakMemoryMiB: result.cost.peakMemoryBytes / 2 ** 20,
      selected: result.selection.oneHot,
    },
  ];
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
    const common = { model: modelLabel(model), task, taskTitle: taskInfo(task).title, method };
    return values.map((value, layer) => ({ ...common, layer, importance: value }));
  });
}
