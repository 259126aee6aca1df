import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '@lamella/core';
import type { ExperimentSpec, Narrowing } from '@lamella/spec';
import {
  type ExperimentFile,
  readExperimentFile,
  runFolder,
  runsFolder,
  runsIn,
  trialsOf,
} from '@lamella/study';
import { checkRunName, readAsked, withTyped } from './spec-options.ts';

/** The run that a trial belongs to, and the spec that says what the trial is. */
export interface TrialRun {
  readonly spec: ExperimentSpec;
  readonly parts: readonly Narrowing[];
  readonly folder: string;
}

/**
 * Finds the run of a trial: by the run's folder or name, with the spec as it was when it ran last; by a spec's file, as that is now,
 * with the overrides of the last run; or among all runs.
 *
 * @throws UserError (exit code 2) if there is no such run, the trial is in several, or `as` is given where no spec is
 */
export async function findTrialRun({
  trial,
  run,
  as,
}: {
  readonly trial: string;
  readonly run?: string;
  readonly as?: string;
}): Promise<TrialRun> {
  checkRunName(as);
  if (run !== undefined && existsSync(run) && !statSync(run).isDirectory()) return await ofSpec(run, as);
  if (as !== undefined && (run === undefined || existsSync(run)))
    throw new UserError(
      `Expected no --as ${run === undefined ? 'without --run' : 'beside the folder of a run'}, got ${as}.`,
      { exitCode: 2 },
    );
  if (run === undefined) return ofFolder(findFolder(trial));
  if (existsSync(run)) return ofFolder(run);
  return ofFolder(runFolder(runsFolder(), run, as));
}

async function ofSpec(file: string, as: string | undefined): Promise<TrialRun> {
  const asked = await readAsked(file, {});
  const folder = runFolder(runsFolder(), asked.spec.name, as);
  const { typed = {} } = readExperimentFile(folder) ?? {};
  const { spec } = await readAsked(file, withTyped(typed, {}));
  return { spec, parts: [{}], folder };
}

function ofFolder(folder: string): TrialRun {
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) {
    const names = runsIn(runsFolder()).map((run) => basename(run));
    throw new UserError(
      `Expected a run's name, its folder, or a spec, got ${folder}, where nothing has run. Runs: ${names.join(', ') || 'none'}.`,
      { exitCode: 2 },
    );
  }
  return { spec: experiment.spec, parts: experiment.parts ?? [{}], folder };
}

/** The folder of the one run that has a trial. */
function findFolder(trial: string): string {
  const folders = runsIn(runsFolder()).filter((folder) => hasTrial(folder, trial));
  const [folder, ...others] = folders;
  if (folder !== undefined && others.length === 0) return folder;
  const names = folders.map((one) => basename(one)).join(', ');
  const message =
    folder === undefined
      ? `Expected a trial of one of the runs in ${runsFolder()}, got ${trial}. Name its spec: lamella why ${trial} --run SPEC.`
      : `Expected a trial of one run, got ${trial}, which is in ${names}. Name one: lamella why ${trial} --run ${basename(folder)}.`;
  throw new UserError(message, { exitCode: 2 });
}

function hasTrial(folder: string, id: string): boolean {
  if (existsSync(join(folder, `${id}.json`))) return true;
  const experiment: ExperimentFile | undefined = readExperimentFile(folder);
  return experiment !== undefined && trialsOf(experiment).some((trial) => trial.id === id);
}
