import { UserError } from '@lamella/core';
import { isTableTask, isTextTask, tableTaskInfo, taskInfo, type TaskName } from '@lamella/tasks';
import type { DataSource } from '../language/experiment-spec.ts';
import type { TrainingChoices } from '../language/settings.ts';

/** A task on the data of a spec. */
interface TaskOnData {
  readonly task: TaskName;
  readonly data: DataSource;
}

/**
 * The metrics that the trials of a task have after each epoch, the one that counts first; none where a model writes its answers,
 * which is done once, after training.
 */
export function epochMetrics({ task, data }: TaskOnData): readonly string[] {
  if (isTableTask(task)) {
    const { reported } = tableTaskInfo(task);
    const own = data.kind === 'table' && data.metric !== undefined ? [data.metric] : [];
    return [...new Set([...own, ...reported])];
  }
  if (isTextTask(task)) return [];
  const { metrics } = taskInfo(task);
  return task === 'mnli' ? [...metrics, ...metrics.map((name) => `${name}_mismatched`)] : metrics;
}

type Followed = TaskOnData & { readonly training: Pick<TrainingChoices, 'earlyStopping'> };

/**
 * The metric that decides when a training ends early, and which weights are the best: the one that early stopping names, or the one
 * that counts for the task.
 */
export function followedMetric({ training, ...trial }: Followed): string | undefined {
  return training.earlyStopping?.metric ?? epochMetrics(trial)[0];
}

/** @throws UserError (exit code 2) if a training is to end by a metric that there is none of */
export function checkEarlyStopping(trial: Followed): void {
  const { earlyStopping } = trial.training;
  if (earlyStopping === undefined) return;
  const { task } = trial;
  const names = epochMetrics(trial);
  if (names.includes(followedMetric(trial) ?? '')) return;
  const message =
    names.length === 0
      ? `Expected training.earlyStopping to be left out on ${task}, got one: answers are written once, after training, so that there are no scores after epochs.`
      : `Expected training.earlyStopping.metric on ${task} to be one of ${names.join(', ')}, got ${earlyStopping.metric}.`;
  throw new UserError(message, { exitCode: 2 });
}
