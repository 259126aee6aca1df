import { unknownName, UserError } from '@lamella/core';
import type { ClaimTimes } from '@lamella/runners';
import type { Narrowing, ResolvedTrial } from '@lamella/spec';
import { dirname, resolve } from 'node:path';
import { findInputs } from './inputs/find-inputs.ts';
import {
  type ExperimentFile,
  experimentFile,
  readExperimentFile,
  trialsOf,
} from './results/experiment-folder.ts';
import { listInputs } from './run/experiment-inputs.ts';
import { ResultStore } from './results/result-store.ts';
import { requireSameRun } from './run/require-same-settings.ts';
import { RunClaims } from './run/run-claims.ts';
import { inPool } from './run/in-pool.ts';
import type { RunningOptions } from './run/run-trials.ts';
import { shareRun, type SharedEnd } from './run/share-run.ts';

/** A run that there is already, and the part of it that is worked on. */
export interface WorkOptions extends Omit<RunningOptions, 'runsFolder'> {
  /** The run's folder. */
  readonly folder: string;
  /** Ids of the trials. @default all of the run, or none if importance is asked for */
  readonly trials?: readonly string[];
  /** Ids of trials whose importance is measured first, unless it is there. */
  readonly importanceOf?: readonly string[];
  /** For tests: all processes of a folder must have the same. */
  readonly claimTimes?: ClaimTimes;
}

/**
 * Runs trials of a run that are not done, from what the run's folder says alone: beside the process that began it or after that, on
 * its machine or on another one that has the folder, the model and the data at the same paths.
 *
 * @throws UserError (exit code 2) if the folder has no run or not those trials, or model or data can't be found or are others
 */
export async function workOnRun(options: WorkOptions): Promise<SharedEnd> {
  const folder = resolve(options.folder);
  const experiment = requireExperiment(folder);
  const rivals = trialsOf(experiment);
  const { trials = options.importanceOf && [], importanceOf = [] } = options;
  const [asked, measured] = [trials, importanceOf].map((ids) => ids && choose(rivals, ids));
  const parts = asked === undefined ? (experiment.parts ?? [{}]) : partsOf([...asked, ...(measured ?? [])]);
  const inputs = await findInputs(experiment.spec, { download: true, parts }).catch(refuse);
  const shared = {
    ...{ folder, spec: experiment.spec, inputs, rivals },
    ...{ claims: new RunClaims(folder, options.claimTimes), store: new ResultStore(folder) },
    ...(asked && { asked: idsOf(asked) }),
    ...(measured && { importanceOf: idsOf(measured) }),
    begin: async () => {
      // Another process may have begun the run with other settings while this one read the inputs.
      requireSameRun(folder, requireExperiment(folder), { ...experiment, inputs: listInputs(inputs) });
      return false;
    },
  };
  const running = { ...options, runsFolder: dirname(folder) };
  return shareRun(shared, running, inPool(running));
}

/** Exit code 1 would say that a trial has failed, of which none has begun. */
function refuse(error: unknown): never {
  throw error instanceof UserError ? new UserError(error.message, { exitCode: 2, cause: error }) : error;
}

/**
 * The experiment that a run's folder is of.
 *
 * @throws UserError (exit code 2) if the folder has none
 */
export function requireExperiment(folder: string): ExperimentFile {
  const experiment = readExperimentFile(folder);
  if (experiment !== undefined) return experiment;
  throw new UserError(
    `Expected the folder of a run, got one without ${experimentFile}: ${folder}. Begin the run first: lamella run SPEC.`,
    { exitCode: 2 },
  );
}

function choose(trials: readonly ResolvedTrial[], ids: readonly string[]): readonly ResolvedTrial[] {
  const known = new Map(trials.map((trial) => [trial.id, trial]));
  return [...new Set(ids)].map((id) => {
    const trial = known.get(id);
    if (trial !== undefined) return trial;
    throw new UserError(unknownName('trial', id, [...known.keys()]), { exitCode: 2 });
  });
}

/** Parts of the spec that hold the trials: only what these need is looked for and read. */
function partsOf(trials: readonly ResolvedTrial[]): Narrowing[] {
  const parts = trials.map(({ task, method, seed }) => ({ tasks: [task], methods: [method], seeds: [seed] }));
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
}

function idsOf(trials: readonly ResolvedTrial[]): ReadonlySet<string> {
  return new Set(trials.map(({ id }) => id));
}
