import { hashJson, UserError } from '@lamella/core';
import { defaults, type ResolvedTrial, trialIdentity } from '@lamella/spec';
import { type ExperimentFile, readExperimentFile, trialsOf } from '../results/experiment-folder.ts';
import { findChanges } from '../results/explain-change.ts';
import { findOtherInput } from './experiment-inputs.ts';

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
  const other = findOtherInput(before.inputs ?? [], experiment.inputs ?? []);
  const difference = differenceOf(before, experiment) ?? (other && `${other} has other content`);
  if (difference === undefined) return;
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  throw new UserError(
    `Expected the settings that ${first}${more} works with in ${folder}, got others: ${difference}. ` +
      'Wait until it ends or stop it, or keep both beside each other: --as NAME.',
  );
}

/**
 * Checks that a run is here what it is where it began: else two machines would make results of one name from different things, again
 * and again.
 *
 * @param begun what the run's folder says now
 * @param here what this process has read there before, and the inputs that it has found
 * @throws UserError (exit code 2) that says what differs
 */
export function requireSameRun(folder: string, begun: ExperimentFile, here: ExperimentFile): void {
  const change = differenceOf(begun, here);
  if (change !== undefined)
    throw new UserError(
      `Expected the run in ${folder} to stay as it was, got other settings of a new one: ${change}. Try again.`,
      { exitCode: 2 },
    );
  const other = findOtherInput(begun.inputs ?? [], here.inputs ?? []);
  if (other !== undefined)
    throw new UserError(
      `Expected ${other} as the run in ${folder} began with, got other content here. ` +
        'Make them the same on both machines, or begin the run again: lamella run SPEC.',
      { exitCode: 2 },
    );
}

function differenceOf(before: ExperimentFile, now: ExperimentFile): string | undefined {
  // Thousands of trials take a while to compare.
  if (hashJson(before.spec) === hashJson(now.spec)) return undefined;
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
