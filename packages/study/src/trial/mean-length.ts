import type { ResolvedTrial } from '@lamella/spec';
import { mean } from '@lamella/metrics';
import { loadSharedTask } from './load-trial-task.ts';
import { taskSettings } from './task-settings.ts';

/**
 * The mean number of tokens of a trial's examples as its model's tokeniser cuts them, those that are trained on and those that are
 * scored.
 *
 * @throws UserError if the data are not here
 */
export async function meanLength(trial: ResolvedTrial, modelFolder: string): Promise<number> {
  const { train, scored = [] } = await loadSharedTask(taskSettings(trial), modelFolder);
  return mean([...train, ...scored].map(({ ids }) => ids.length));
}
