import { UserError } from '@lamella/core';
import type { TableData } from './table-data.ts';

/** A key of a table's columns in a spec. */
export type ColumnKey = 'text' | 'textPair' | 'label' | 'instruction' | 'input' | 'output' | 'messages';

/** The kind of a table's task, with its columns and its metrics. */
export interface TableTaskInfo {
  /** The name in print, of the kind of task; tables and figures name the data. */
  readonly title: string;
  /** Sets of columns, of which a spec names one: the required ones, then those that may be left out. */
  readonly columns: readonly {
    readonly required: readonly ColumnKey[];
    readonly optional: readonly ColumnKey[];
  }[];
  /** Keys besides columns that only some tasks have. */
  readonly settings: readonly (keyof TableData)[];
  /** Metrics that a spec can name, the default first; none where there is one way to score. */
  readonly metrics: readonly string[];
  /** Those that are reported without a word in the spec, the one that counts first. */
  readonly reported: readonly string[];
}

/** Tasks on a user's own table, by the names that the hub has for them; a spec whose data is a table has exactly one. */
const tableTasks = {
  'text-classification': {
    title: 'text classification',
    columns: [{ required: ['text', 'label'], optional: ['textPair'] }],
    settings: ['labels', 'metric'],
    metrics: ['accuracy', 'f1_macro', 'f1', 'f1_micro', 'f1_weighted', 'matthews'],
    reported: ['accuracy', 'f1_macro'],
  },
  'text-regression': {
    title: 'text regression',
    columns: [{ required: ['text', 'label'], optional: ['textPair'] }],
    settings: ['metric'],
    metrics: ['pearson', 'spearman', 'rmse', 'mse', 'mae'],
    reported: ['pearson', 'spearman', 'rmse'],
  },
  'text-generation': {
    title: 'text generation',
    columns: [
      { required: ['instruction', 'output'], optional: ['input'] },
      { required: ['messages'], optional: [] },
      { required: ['text'], optional: [] },
    ],
    settings: [],
    metrics: [],
    reported: ['loss', 'perplexity'],
  },
} as const satisfies Record<string, TableTaskInfo>;

export type TableTaskName = keyof typeof tableTasks;

export const tableTaskNames = Object.keys(tableTasks) as readonly TableTaskName[];

/** Tasks on a table that an encoder answers. */
export const classifierTableTasks = [
  'text-classification',
  'text-regression',
] as const satisfies TableTaskName[];
export type ClassifierTableTask = (typeof classifierTableTasks)[number];

/** Whether a task's examples are rows of a table. */
export function isTableTask(task: string): task is TableTaskName {
  return Object.hasOwn(tableTasks, task);
}

/** Whether it is one for an encoder. */
export function isClassifierTableTask(task: string): task is ClassifierTableTask {
  return classifierTableTasks.some((name) => name === task);
}

/** The record of a table's task. */
export function tableTaskInfo(task: TableTaskName): TableTaskInfo {
  return tableTasks[task];
}

/**
 * The metrics of a task: the one that a spec names or the task's own, then the others that are reported.
 *
 * @throws UserError (exit code 2) for the F1 of one class of two where there are more
 */
export function tableMetrics(
  task: TableTaskName,
  { metric, numClasses }: { readonly metric?: string | undefined; readonly numClasses: number },
): readonly string[] {
  if (metric === 'f1' && numClasses !== 2)
    throw new UserError(
      `Expected two classes for data.metric f1, which is that of the second one, got ${numClasses}. Take f1_macro or f1_weighted.`,
      { exitCode: 2 },
    );
  return [...new Set([...(metric === undefined ? [] : [metric]), ...tableTaskInfo(task).reported])];
}
