import { type ClassifierTableTask, loadTableTask, requireTable } from '@lamella/tasks';
import { encodeClassifierTask } from './classifier-task.ts';
import type { TaskSettings } from './task-settings.ts';
import type { TrialTask } from './trial-task.ts';

/** A user's own table, whose rows are classified or given a number. */
export async function loadTableTrialTask(
  task: ClassifierTableTask,
  { data, rows, training }: TaskSettings,
  modelFolder: string,
): Promise<TrialTask> {
  const source = requireTable(data, task);
  const table = await loadTableTask(task, source, { rows });
  const { kind, labels, metrics, hash } = table;
  const { train, dev, test } = table.splits;
  const splits = { train, dev: { dev }, test: test === undefined ? {} : { test } };
  const encoded = await encodeClassifierTask(
    { task, kind, labels, metrics, hash, ...splits },
    modelFolder,
    training,
  );
  const { text = '', textPair } = source;
  return { ...encoded, columns: { text, ...(textPair !== undefined && { textPair }) }, rows: table.rows };
}
