import type { ResolvedTrial } from '@lamella/spec';

/** The settings that a task as a model reads it depends on, besides the model: trials that have the same ones share it. */
export interface TaskSettings extends Pick<ResolvedTrial, 'task' | 'data' | 'rows'> {
  readonly training: Pick<ResolvedTrial['training'], 'maxLength' | 'evaluationBatchSize'>;
}

/** Those among a trial's. */
export function taskSettings({ task, data, rows, training }: ResolvedTrial): TaskSettings {
  const { maxLength, evaluationBatchSize } = training;
  return { task, data, rows, training: { maxLength, evaluationBatchSize } };
}
