import type { DataSource } from '../data-source.ts';
import { isTextTask, type TaskName } from '../registry.ts';
import { toGlueSource } from './glue-source.ts';
import { isTableTask } from '../tables/table-tasks.ts';
import { checkTextData } from './load-text-task.ts';

/**
 * Checks the kind of a task's data, without looking at them.
 *
 * @throws UserError (exit code 2) for data that the task can't be loaded from
 */
export function checkTaskData(task: TaskName, data: DataSource): void {
  // Specs have their own check of these, with the place of the mistake.
  if (isTableTask(task)) return;
  if (isTextTask(task)) checkTextData(task, data);
  else toGlueSource(data);
}
