import type { DataSource, ResolvedTrial } from '@lamella/spec';
import {
  describeTableRows,
  isClassifierTableTask,
  isTextTask,
  loadTableTask,
  loadTask,
  loadTextGeneration,
  loadTextTask,
  requireTable,
  type TableRows,
  tableRows,
  toGlueSource,
} from '@lamella/tasks';
import { dataLabel } from './labels.ts';

/** A task's examples as far as a plan needs to know them. */
export interface TaskInput {
  /** SHA-256 of the examples that are used. */
  readonly hash: string;
  /** What the hash was made of: `sha256:…` of splits, or values themselves. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly numTrain: number;
  /** Examples that are scored after every epoch and in the end; absent where answers are written. */
  readonly numScored?: number;
  /** Classes of a user's own table. */
  readonly numClasses?: number;
  /** Remarks on the examples for the user before trials run, such as how they were split. */
  readonly description?: string;
}

/** The part of a trial that decides what is read of a task. */
export type TaskRead = Pick<ResolvedTrial, 'task' | 'data' | 'rows'>;

/** Reads a task's examples, and tells what is known of them. */
export async function readTask({ task, data, rows }: TaskRead): Promise<TaskInput> {
  if (task === 'text-generation') {
    const { hash, parts, split, ...splits } = await loadTextGeneration(requireTable(data, task), rows);
    return describe(data, { hash, parts, rows: tableRows(splits, split) });
  }
  if (isTextTask(task)) {
    const { hash, parts, train } = await loadTextTask(task, data, rows);
    return { hash, parts, numTrain: train.length };
  }
  if (isClassifierTableTask(task))
    return describe(data, await loadTableTask(task, requireTable(data, task), { rows }));
  const limits = { trainRows: rows.train, devRows: rows.dev };
  const { hash, parts, splits } = await loadTask(task, toGlueSource(data), limits);
  const scored = Object.values(splits).reduce((sum, { length }) => sum + length, 0) - splits.train.length;
  return { hash, parts, numTrain: splits.train.length, numScored: scored };
}

function describe(
  data: DataSource,
  { hash, parts, rows }: Pick<TaskInput, 'hash' | 'parts'> & { readonly rows: TableRows },
): TaskInput {
  return {
    hash,
    ...(parts && { parts }),
    numTrain: rows.train,
    numScored: rows.dev + (rows.test ?? 0),
    ...(rows.labels && { numClasses: rows.labels.length }),
    description: `${dataLabel(data)}: ${describeTableRows(rows)}`,
  };
}
