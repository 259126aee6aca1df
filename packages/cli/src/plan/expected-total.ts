import { type CostOf, expectSeconds } from '@lamella/planning/cost';
import { formatDuration } from '@lamella/runners';
import type { ResolvedTrial } from '@lamella/spec';
import type { Inputs } from '@lamella/study';
import { meanLength } from '@lamella/study/trial';

/**
 * How long the trials that are to run can be expected to take one after another, in words; of which no time can be told are counted.
 *
 * @param trials those that are to run
 * @param costOf the predicted cost of a training step
 * @returns nothing if there are none
 */
export async function expectedTotal(
  trials: readonly ResolvedTrial[],
  inputs: Inputs,
  costOf: CostOf,
): Promise<string[]> {
  if (trials.length === 0) return [];
  const lengths = new Map<string, number>();
  let seconds = 0;
  let unknown = 0;
  for (const trial of trials) {
    const expected = await secondsOf(trial, inputs, { costOf, lengths });
    if (expected === undefined) unknown++;
    else seconds += expected;
  }
  const known = trials.length - unknown;
  if (known === 0)
    return ['How long they take is not known: models or data are not here, or answers are written.'];
  const rest = unknown === 0 ? '' : `; of ${unknown} more it is not known`;
  return [
    `Predicted time of ${known} trials, one after another on a machine that does nothing else: about ${formatDuration(seconds)}, on texts of the mean length${rest}`,
  ];
}

async function secondsOf(
  trial: ResolvedTrial,
  { modelOf, dataOf }: Inputs,
  { costOf, lengths }: { readonly costOf: CostOf; readonly lengths: Map<string, number> },
): Promise<number | undefined> {
  const { config, folder } = modelOf(trial.model);
  const data = dataOf(trial);
  if (folder === undefined || data === undefined || trial.tuning === 'none') return undefined;
  const { numTrain, numScored, numClasses } = data;
  if (numScored === undefined) return undefined;
  const key = JSON.stringify([folder, data.hash, trial.training.maxLength]);
  const length = lengths.get(key) ?? (await meanLength(trial, folder));
  lengths.set(key, length);
  return expectSeconds(trial, { config, numTrain, numScored, numClasses, meanLength: length }, costOf);
}
