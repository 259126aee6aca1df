import { isRecord } from '@lamella/files';
import { columnProblems, isTableTask, taskProblems } from '@lamella/tasks';
import { valueAt, type ValueProblem } from './describe-issues.ts';

/** Lists contradictions between a spec's tasks and its data where either is of a user's own table. */
export function checkTable(value: unknown): ValueProblem[] {
  const data = valueAt(value, ['data']);
  const tasks = valueAt(value, ['tasks']);
  const kind = valueAt(value, ['data', 'kind']);
  if (!Array.isArray(tasks) || !isRecord(data) || typeof kind !== 'string') return [];
  const wrongTasks = taskProblems(tasks, kind).map(({ index, message }) => ({
    path: index === undefined ? ['tasks'] : ['tasks', index],
    atKey: false,
    message,
  }));
  const [task] = tasks as readonly unknown[];
  if (kind !== 'table' || wrongTasks.length > 0 || typeof task !== 'string' || !isTableTask(task))
    return wrongTasks;
  const columns = columnProblems(task, data).map(({ key, message }) => ({
    path: key === undefined ? ['data'] : ['data', key],
    atKey: true,
    message,
  }));
  return [...columns, ...uselessGeneration(value, task)];
}

/** A table has no problems that answers are written for. */
function uselessGeneration(value: unknown, task: string): ValueProblem[] {
  if (valueAt(value, ['generation']) === undefined) return [];
  const message = `Expected no generation for ${task}, got one: no answers are written for its score.`;
  return [{ path: ['generation'], atKey: true, message }];
}
