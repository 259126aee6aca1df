import { loadTask, toGlueSource } from '@lamella/tasks';
import { encodeClassifierTask } from './classifier-task.ts';
import type { TaskSettings } from './task-settings.ts';
import type { TrialTask } from './trial-task.ts';

/** A task of GLUE, whose examples are classified or given a number. */
export async function loadGlueTask(
  { task: name, data, rows, training }: TaskSettings,
  modelFolder: string,
): Promise<TrialTask> {
  const { info, splits, hash } = await loadTask(name, toGlueSource(data), {
    trainRows: rows.train,
    devRows: rows.dev,
  });
  const { train, ...dev } = splits;
  const { kind, labels, metrics } = info;
  return encodeClassifierTask(
    { task: name, kind, labels, metrics, train, dev, test: {}, hash },
    modelFolder,
    training,
  );
}
