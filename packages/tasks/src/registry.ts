import { arcChallenge, arcEasy } from './arc/arc.ts';
import type { BenchmarkRecord } from './benchmark.ts';
import { GLUE_TASKS, taskInfo } from './glue/tasks.ts';
import { metamath } from './metamath/metamath.ts';
import { miniCodeTask } from './mini-code/task.ts';
import { miniMathTask } from './mini-math/task.ts';
import { miniSqaTask } from './mini-sqa/task.ts';
import { python } from './python/python.ts';
import { scienceqaTask } from './scienceqa/task.ts';
import { classifierTableTasks, isClassifierTableTask, tableTaskInfo } from './tables/table-tasks.ts';
import type { TextTaskRecord } from './text-task.ts';

/**
 * Tasks that are answered by text, written or chosen, for decoders. A row makes a task: its names in specs, its titles, the files wanted of
 * the hub and its readers come from here.
 */
const textTasks = {
  'mini-math': miniMathTask,
  metamath,
  'mini-code': miniCodeTask,
  python,
  'mini-sqa': miniSqaTask,
  scienceqa: scienceqaTask,
  'arc-easy': arcEasy,
  'arc-challenge': arcChallenge,
  'text-generation': { title: tableTaskInfo('text-generation').title, benchmarks: {} },
} satisfies Record<string, TextTaskRecord>;

type TextTasks = typeof textTasks;
export type TextTaskName = keyof TextTasks;

/** A task's benchmarks by name. */
type BenchmarksOf<Name extends TextTaskName> = TextTasks[Name]['benchmarks'];
/** Problems that a model is scored on by its answers. */
export type BenchmarkName = { [Name in TextTaskName]: keyof BenchmarksOf<Name> }[TextTaskName];

export const textTaskNames = Object.keys(textTasks) as readonly TextTaskName[];

const benchmarks = new Map<string, BenchmarkRecord>(
  textTaskNames.flatMap((name) => Object.entries<BenchmarkRecord>(textTasks[name].benchmarks)),
);

export const benchmarkNames = [...benchmarks.keys()] as readonly BenchmarkName[];

/** Tasks for encoders: GLUE's and those on own tables; and those that are answered by text. */
export const taskNames = [...GLUE_TASKS, ...classifierTableTasks, ...textTaskNames] as const;
export type TaskName = (typeof taskNames)[number];

/** Whether a task is answered by text, written or chosen. */
export function isTextTask(task: string): task is TextTaskName {
  return Object.hasOwn(textTasks, task);
}

/** The kind of a task's answers: a class, a number or a text. */
export function taskKind(task: TaskName): 'classification' | 'regression' | 'text' {
  if (isTextTask(task)) return 'text';
  if (isClassifierTableTask(task)) return task === 'text-regression' ? 'regression' : 'classification';
  return taskInfo(task).kind;
}

/**
 * Outputs of the head that a task needs: its classes, 1 for a regression, and 0 for a text, which a language model's own head gives.
 *
 * @param numClasses of a user's own table, which its rows alone tell; two are taken where nothing does
 */
export function numOutputs(task: TaskName, numClasses = 2): number {
  const kind = taskKind(task);
  if (kind !== 'classification') return kind === 'text' ? 0 : 1;
  return isClassifierTableTask(task) ? numClasses : taskInfo(task).labels.length;
}

/** Whether the answers to a task are choices, which a model weighs; it writes those of other text tasks. */
export function isChoiceTask(task: string): task is TextTaskName {
  if (!isTextTask(task)) return false;
  const all = Object.values<BenchmarkRecord>(textTasks[task].benchmarks);
  return all.length > 0 && all.every(({ answeredBy }) => answeredBy === 'choice');
}

/** The record of a task that is answered by text. */
export function textTaskInfo(task: TextTaskName): TextTaskRecord {
  return textTasks[task];
}

/** Whether a name is that of a benchmark. */
export function isBenchmark(name: string): name is BenchmarkName {
  return benchmarks.has(name);
}

/**
 * The record of a benchmark.
 *
 * @throws Error for a name that no task's benchmark has
 */
export function benchmarkInfo(name: string): BenchmarkRecord {
  const info = benchmarks.get(name);
  if (info === undefined) throw new Error(`Expected the name of a benchmark, got ${name}`);
  return info;
}
