import { groupBy } from '@lamella/core';
import { areAlike, mean, scoreMetric } from '@lamella/metrics';
import { spreadBy } from '@lamella/metrics/scores';
import { scoreCells, tasksOf, type ScoreCell } from '../cells.ts';
import { paretoFront } from '../pareto.ts';
import type { ScoreRow } from '../rows.ts';
import { distinctNumbers } from '../collections.ts';

/** The cells of one panel: those of a task, or their means over all tasks. */
export interface ParameterGroup {
  readonly key: string;
  readonly title: string;
  readonly axisTitle: string;
  readonly cells: readonly ScoreCell[];
  /** How many settings are left out, because they were not run on all tasks. */
  readonly numIncomplete: number;
}

/** More tasks than these have no panels of their own, only their mean. */
const fewTasks = 4;

/** The mean over tasks, then the tasks if they are few; without those that have nothing to compare. */
export function parameterGroups(rows: readonly ScoreRow[]): ParameterGroup[] {
  const trained = rows.filter((row) => row.trainableParameters > 0);
  const cells = scoreCells(trained);
  const tasks = tasksOf(rows);
  const single = tasks.map(({ name, title, metric }): ParameterGroup => {
    const ofTask = cells.filter((cell) => cell.task === name);
    return { key: name, title, axisTitle: scoreMetric(metric).title, cells: ofTask, numIncomplete: 0 };
  });
  const hasMean = tasks.length > 1 && areAlike(tasks.map(({ metric }) => metric));
  const groups = [
    ...(hasMean ? [meanOverTasks(trained, cells, tasks.length)] : []),
    ...(tasks.length <= fewTasks ? single : []),
  ];
  return groups.filter(
    (group) => distinctNumbers(onAxis(group), (cell) => cell.trainableParameters).length > 1,
  );
}

/** All but full fine-tuning, whose parameters are too many for an axis on which the others can be told apart. */
export function onAxis({ cells }: ParameterGroup): ScoreCell[] {
  return cells.filter(({ tuning }) => tuning !== 'full');
}

/** The settings that no other beats with as few parameters. */
export function parameterFront(group: ParameterGroup): ScoreCell[] {
  return paretoFront(onAxis(group), {
    cost: (cell) => cell.trainableParameters,
    gain: ({ mean, metric }) => (scoreMetric(metric).better === 'higher' ? mean : -mean),
  });
}

/** Per setting the mean over tasks of each seed that has a score on all of them, as in the table's average. */
function meanOverTasks(
  rows: readonly ScoreRow[],
  cells: readonly ScoreCell[],
  numTasks: number,
): ParameterGroup {
  const { metric = '' } = cells[0] ?? {};
  const settings = [...groupBy(rows, settingOf)];
  const means = settings.flatMap(([setting, own]): ScoreCell[] => {
    const scores = seedMeans(own, numTasks);
    const ofTasks = cells.filter((cell) => settingOf(cell) === setting);
    const [first] = ofTasks;
    const [{ mean: average, deviation = 0 } = {}] = spreadBy(
      scores.map((score) => ({ score })),
      [],
    );
    if (first === undefined || average === undefined) return [];
    // Heads differ by task, with the number of classes.
    const trainableParameters = Math.round(mean(ofTasks.map((cell) => cell.trainableParameters)));
    const { baseline: _, ...shared } = first;
    return [{ ...shared, task: 'all', metric, trainableParameters, scores, mean: average, deviation }];
  });
  return {
    key: 'mean',
    title: `Mean over ${numTasks} tasks`,
    axisTitle: scoreMetric(metric).factor === 100 ? 'mean score × 100' : 'mean score (lower is better)',
    cells: means,
    numIncomplete: settings.length - means.length,
  };
}

function settingOf({ method, layers, rank }: Pick<ScoreRow, 'method' | 'layers' | 'rank'>): string {
  return JSON.stringify([method, layers, rank]);
}

function seedMeans(rows: readonly ScoreRow[], numTasks: number): number[] {
  return [...groupBy(rows, ({ seed }) => seed).values()].flatMap((own) =>
    own.length === numTasks ? [mean(own.map(({ score, metric }) => scoreMetric(metric).factor * score))] : [],
  );
}
