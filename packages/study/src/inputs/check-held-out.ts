import { type ResolvedTrial, SettingError } from '@lamella/spec';
import type { TaskInput } from './read-task.ts';
import { countHeldOut } from './split-examples.ts';

/**
 * Finds training sets that are too small to be split, as far as they are here, before the first trial starts.
 *
 * @throws UserError (exit code 2) for the first trial of which nothing would be trained on, or held out
 */
export function checkHeldOut(
  trials: readonly ResolvedTrial[],
  dataOf: (trial: ResolvedTrial) => Pick<TaskInput, 'numTrain'> | undefined,
): void {
  for (const trial of trials) {
    const { heldOut, method, task } = trial;
    const numTrain = heldOut === undefined ? undefined : dataOf(trial)?.numTrain;
    if (heldOut === undefined || numTrain === undefined) continue;
    const count = countHeldOut(numTrain, heldOut);
    if (count >= 1 && count < numTrain) continue;
    throw new SettingError(
      `Expected tune.share to hold out some of the ${numTrain} training examples of ${task} and leave some, got ${heldOut.share}, which is ${count} of them.`,
      [['methods', method, 'tune', 'share'], ['tune', 'share'], ['methods', method, 'tune'], ['tune']],
    );
  }
}
