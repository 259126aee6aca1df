import type { DataSource } from '../data-source.ts';
import { isTextTask, type TaskName } from '../registry.ts';
import { toGlueSource } from './glue-source.ts';
import { checkTextData } from './load-text-task.ts';

/**
 * Checks the kind of a task's data, without looking at them.
 *
 * @throws UserError (exit code 2) for data that the task can't be loaded from
 */
export function checkTaskData(task: TaskName, data: DataSource): void {
  if (isTextTask(task)) checkTextData(task, data);
  else toGlueSource(data);
}
