import { areAlike, scoreMetric } from '@lamella/metrics';
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
  const cells = scoreCells(rows.filter((row) => row.trainableParameters > 0));
  const tasks = tasksOf(rows);
  const single = tasks.map(({ name, title, metric }): ParameterGroup => {
    const ofTask = cells.filter((cell) => cell.task === name);
    return { key: name, title, axisTitle: scoreMetric(metric).title, cells: ofTask, numIncomplete: 0 };
  });
  const hasMean = tasks.length > 1 && areAlike(tasks.map(({ metric }) => metric));
  const groups = [
    ...(hasMean ? [meanOverTasks(cells, tasks.length)] : []),
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

function meanOverTasks(cells: readonly ScoreCell[], numTasks: number): ParameterGroup {
  const setting = ['method', 'tuning', 'selection', 'layers', 'rank'] as const;
  const { metric = '' } = cells[0] ?? {};
  const scores = spreadBy(
    cells.map(({ mean, ...cell }) => ({ ...cell, score: mean })),
    setting,
  );
  // Heads differ by task, with the number of classes.
  const sizes = spreadBy(
    cells.map((cell) => ({ ...cell, score: cell.trainableParameters })),
    setting,
  );
  const means = scores.flatMap(
    ({ method, tuning, selection, layers, rank, mean = NaN, scored }, i): ScoreCell[] => {
      if (scored !== numTasks) return [];
      const trainableParameters = Math.round(sizes[i]?.mean ?? NaN);
      const shared = { task: 'all', metric, method, tuning, selection, layers, rank, trainableParameters };
      return [{ ...shared, scores: [mean], mean, deviation: 0 }];
    },
  );
  return {
    key: 'mean',
    title: `Mean over ${numTasks} tasks`,
    axisTitle: scoreMetric(metric).factor === 100 ? 'mean score × 100' : 'mean score (lower is better)',
    cells: means,
    numIncomplete: scores.length - means.length,
  };
}
