import { scoreCells, tasksOf, type Cell } from '../cells.ts';
import { metricTitle } from '../drawing.ts';
import { paretoFront } from '../pareto.ts';
import type { ScoreRow } from '../rows.ts';
import { distinctNumbers, groupBy, mean } from '../statistics.ts';

/** The cells of one panel: those of a task, or their means over all tasks. */
export interface ParameterGroup {
  readonly key: string;
  readonly title: string;
  readonly axisTitle: string;
  readonly cells: readonly Cell[];
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
    return { key: name, title, axisTitle: metricTitle(metric), cells: ofTask, numIncomplete: 0 };
  });
  const groups = [
    ...(tasks.length > 1 ? [meanOverTasks(cells, tasks.length)] : []),
    ...(tasks.length <= fewTasks ? single : []),
  ];
  return groups.filter(
    (group) => distinctNumbers(onAxis(group), (cell) => cell.trainableParameters).length > 1,
  );
}

/** All but full fine-tuning, whose parameters are too many for an axis on which the others can be told apart. */
export function onAxis({ cells }: ParameterGroup): Cell[] {
  return cells.filter(({ method }) => method !== 'full');
}

/** The settings that no other beats with as few parameters. */
export function parameterFront(group: ParameterGroup): Cell[] {
  return paretoFront(onAxis(group), { cost: (cell) => cell.trainableParameters, gain: (cell) => cell.mean });
}

function meanOverTasks(cells: readonly Cell[], numTasks: number): ParameterGroup {
  const settings = [
    ...groupBy(cells, (cell) => JSON.stringify([cell.method, cell.layers, cell.rank])).values(),
  ];
  const complete = settings.filter((ofTasks) => ofTasks.length === numTasks);
  const means = complete.map((ofTasks): Cell => {
    const score = mean(ofTasks.map((cell) => cell.mean));
    // Heads differ by task, with the number of classes.
    const trainableParameters = Math.round(mean(ofTasks.map((cell) => cell.trainableParameters)));
    return {
      ...(ofTasks[0] as Cell),
      task: 'all',
      scores: [score],
      mean: score,
      deviation: 0,
      trainableParameters,
    };
  });
  return {
    key: 'mean',
    title: `Mean over ${numTasks} tasks`,
    axisTitle: 'mean score × 100',
    cells: means,
    numIncomplete: settings.length - complete.length,
  };
}
