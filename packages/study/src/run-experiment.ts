import type { ClaimTimes } from '@lamella/runners';
import { defaults, type ExperimentSpec, isCandidate, type Narrowing } from '@lamella/spec';
import { findInputs } from './inputs/find-inputs.ts';
import { type KeptTrial, methodsWithoutWeights, settleKept } from './kept/settle-kept.ts';
import {
  type ExperimentFile,
  runFolder,
  setAsideDamagedExperiment,
  type TypedOverrides,
  writeExperimentFile,
} from './results/experiment-folder.ts';
import { ResultStore } from './results/result-store.ts';
import { keepWrittenSpec, type WrittenFile } from './results/written-spec.ts';
import { inPool } from './run/in-pool.ts';
import { requireSameSettings } from './run/require-same-settings.ts';
import { RunClaims } from './run/run-claims.ts';
import type { RunningOptions } from './run/run-trials.ts';
import { type RunWork, shareRun } from './run/share-run.ts';
import type { Cluster } from './slurm/cluster-run.ts';
import { runOnSlurm } from './slurm/run-on-slurm.ts';
import { toExperiment } from './run/to-experiment.ts';

/** Where trials run: in worker processes of this machine, or as tasks of a cluster. */
export type Engine = Pick<RunningOptions, 'pool'> | { readonly cluster: Cluster };

/** What is run, besides the spec; the run's folder is in that of all runs, under the spec's name. */
export type RunOptions = RunChoices & Engine;

interface RunChoices extends Omit<RunningOptions, 'pool'> {
  /** A name of the run's own, beside other runs of the spec. */
  readonly as?: string;
  /** The overrides of the command line, which are kept with the results. */
  readonly typed?: TypedOverrides;
  /** The spec's files as the user wrote them, which are kept with the results. */
  readonly written?: readonly WrittenFile[];
  /** The parts of the spec that are run. @default all of it */
  readonly parts?: readonly Narrowing[];
  /** For tests: all processes of a folder must have the same. */
  readonly claimTimes?: ClaimTimes;
}

export interface RunSummary {
  readonly folder: string;
  /** The folder's results; those that were read for a run that was done are remembered. */
  readonly store: ResultStore;
  /** The experiment that the folder's results belong to, with the parts that were asked for before. */
  readonly experiment: ExperimentFile;
  /** Trials that were asked for. */
  readonly total: number;
  /** Those among them that were done before. */
  readonly reused: number;
  /** Those that another process has done meanwhile. */
  readonly elsewhere: readonly string[];
  readonly failed: readonly string[];
  /** Those that have not ended: the run was interrupted, or their workers were asked to end. */
  readonly left: readonly string[];
  readonly isCancelled: boolean;
  /** Trained weights that are on the disk. */
  readonly kept: readonly KeptTrial[];
  /** Methods on tasks of which none are, although they are done. */
  readonly unkept: readonly string[];
}

/**
 * Runs the trials of a spec that are not done, and records each in a file as it ends. Whatever happens in between,
 * running again goes on from there. Other processes may run the same spec in the same folder: they share the trials.
 *
 * @throws UserError if another process works there with other settings, or model or data can't be found
 */
export async function runExperiment(spec: ExperimentSpec, options: RunOptions): Promise<RunSummary> {
  const folder = runFolder(options.runsFolder, spec.name, options.as);
  const inputs = await findInputs(spec, { download: true, ...(options.parts && { parts: options.parts }) });
  const claims = new RunClaims(folder, options.claimTimes);
  const tell = (name: string): void => void (options.stream ?? process.stderr).write(lookingFor(name));
  await claims.processes(tell);
  await claims.alone(() => setAsideDamagedExperiment(folder));
  let experiment = toExperiment(spec, inputs, { ...options, folder });
  const begin = async (): Promise<boolean> => {
    const others = await claims.processes(tell);
    // Another process may have added its parts meanwhile.
    experiment = toExperiment(spec, inputs, { ...options, folder });
    requireSameSettings(folder, experiment, others);
    await writeExperimentFile(folder, experiment);
    if (options.written) await keepWrittenSpec(folder, options.written);
    return others.length === 0;
  };
  const rivals = inputs.trials.filter((trial) => !isCandidate(trial));
  const store = new ResultStore(folder, { remembers: true });
  const shared = { folder, spec, inputs, rivals, claims, store, begin };
  const runWork: RunWork =
    'pool' in options
      ? inPool(options)
      : ({ due }, parts) => runOnSlurm(due, { ...parts, options }, options.cluster);
  const end = await shareRun(shared, options, runWork);
  const { keep = defaults.keep } = spec;
  const kept = await claims.alone(() => settleKept(store, rivals, keep));
  return {
    ...{ folder, store, experiment, ...end },
    isCancelled: options.signal.aborted,
    kept,
    unkept: keep === 'none' ? [] : methodsWithoutWeights(store, rivals, kept),
  };
}

function lookingFor(name: string): string {
  return `${name} worked on this run and can't be seen from here: looking whether it still does.\n`;
}
