import { UserError } from '@lamella/core';
import { defaults, type ResolvedTrial, trialIdentity } from '@lamella/spec';
import { type ExperimentFile, readExperimentFile, trialsOf } from '../results/experiment-folder.ts';
import { findChanges } from '../results/explain-change.ts';

import { requireSameInputs } from './experiment-inputs.ts';

/**
 * Checks that an experiment may run beside the processes that work in its folder: trials of one name are the same there and here
 * and read the same, and of trained weights as many are kept.
 *
 * @param others names of these processes
 * @throws UserError that says what differs
 */
export function requireSameSettings(
  folder: string,
  experiment: ExperimentFile,
  others: readonly string[],
): void {
  const [first] = others;
  const before = readExperimentFile(folder);
  if (first === undefined || before === undefined) return;
  const difference = differenceOf(before, experiment);
  if (difference === undefined) return requireSameInputs(folder, before.inputs, experiment.inputs ?? []);
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  throw new UserError(
    `Expected the settings that ${first}${more} works with in ${folder}, got others: ${difference}. ` +
      'Wait until it ends or stop it, or keep both beside each other: --as NAME.',
  );
}

function differenceOf(before: ExperimentFile, now: ExperimentFile): string | undefined {
  const keeps = [before, now].map(({ spec }) => spec.keep ?? defaults.keep);
  if (keeps[0] !== keeps[1]) return `keep: ${keeps.join(' -> ')}`;
  const known = new Map(trialsOf(before).map((trial) => [trial.id, trial]));
  for (const trial of trialsOf(now)) {
    const other = known.get(trial.id);
    const [change] = other === undefined ? [] : changesOf(other, trial);
    if (change !== undefined)
      return `${trial.id} has ${change.key}: ${JSON.stringify(change.from)} -> ${JSON.stringify(change.to)}`;
  }
  return undefined;
}

function changesOf(before: ResolvedTrial, now: ResolvedTrial): ReturnType<typeof findChanges> {
  return findChanges(trialIdentity(before), trialIdentity(now));
}
