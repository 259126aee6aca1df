import { sum } from '@lamella/metrics';
import { type CostOf, expectSeconds } from '@lamella/planning/cost';
import { formatDuration } from '@lamella/runners';
import type { ResolvedTrial } from '@lamella/spec';
import type { Inputs } from '@lamella/study';
import { meanLength } from '@lamella/study/trial';

/**
 * The seconds that each trial can be expected to take on a machine that does nothing else; undefined where no time can be told.
 *
 * @param costOf the predicted cost of a training step
 */
export async function expectedSeconds(
  trials: readonly ResolvedTrial[],
  inputs: Inputs,
  costOf: CostOf,
): Promise<(number | undefined)[]> {
  const lengths = new Map<string, number>();
  const seconds: (number | undefined)[] = [];
  for (const trial of trials) seconds.push(await secondsOf(trial, inputs, { costOf, lengths }));
  return seconds;
}

/**
 * How long trials can be expected to take one after another, in words; of which no time can be told are counted.
 *
 * @param expected the seconds of those that are to run
 * @returns nothing if there are none
 */
export function expectedTotal(expected: readonly (number | undefined)[]): string[] {
  if (expected.length === 0) return [];
  const known = expected.filter((seconds) => seconds !== undefined);
  if (known.length === 0)
    return ['How long they take is not known: models or data are not here, or answers are written.'];
  const unknown = expected.length - known.length;
  const rest = unknown === 0 ? '' : `; of ${unknown} more it is not known`;
  return [
    `Predicted time of ${known.length} trials, one after another on a machine that does nothing else: about ${formatDuration(sum(known))}, on texts of the mean length${rest}`,
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
