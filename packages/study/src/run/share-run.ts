import { warn } from '@lamella/core';
import type { ClaimTimes } from '@lamella/runners';
import { defaults, type ExperimentSpec, type ResolvedTrial } from '@lamella/spec';
import { checkpointFolderOf, dropCheckpoints } from '../checkpoints/trial-checkpoints.ts';
import type { Inputs } from '../inputs/find-inputs.ts';
import { rivalsOf, settleKept } from '../kept/settle-kept.ts';
import { RunLog } from '../log/run-log.ts';
import { ResultStore } from '../results/result-store.ts';
import { dropWholeWeights } from '../trial/training-files.ts';
import { costOf } from './cost-of.ts';
import { codeNotes } from './code-notes.ts';
import { planTrials, type PlannedTrial } from './plan-trials.ts';
import type { DueTrial } from './record-outcome.ts';
import type { RunClaims } from './run-claims.ts';
import { type RunningOptions, runTrials, type TrialsEnd } from './run-trials.ts';
import { keepParts } from './trial-inputs.ts';
import { trialFolder } from './trial-job.ts';

/** The run of a folder that this process takes part in. */
export interface SharedRun {
  readonly folder: string;
  readonly spec: ExperimentSpec;
  /** Those of the trials that this process is to see done. */
  readonly inputs: Inputs;
  /** All trials of the run, of which the best ones' weights are kept. */
  readonly rivals: readonly ResolvedTrial[];
  readonly claims: RunClaims;
  /**
   * Readies the folder, while no other process can.
   *
   * @param others the processes that work there now
   * @returns whether this process begins the run's log anew
   */
  begin(others: readonly string[]): Promise<boolean>;
}

/** Times of claims are an option for tests: all processes of a folder must have the same. */
export interface SharingOptions extends RunningOptions {
  readonly claimTimes?: ClaimTimes;
}

/** What has become of the trials that this process was to see done. */
export interface SharedEnd extends TrialsEnd {
  readonly total: number;
  /** Those that were done before. */
  readonly reused: number;
}

/**
 * Runs the trials of a run that are not done, beside whichever other processes do so in the same folder, until all have ended. It is
 * what `run` and `work` have in common.
 */
export async function shareRun(run: SharedRun, options: SharingOptions): Promise<SharedEnd> {
  const { folder, spec, inputs, claims } = run;
  const { keep = defaults.keep, checkpoints = defaults.checkpoints, limits = {} } = spec;
  const store = new ResultStore(folder);
  const tell = (name: string): void => void (options.stream ?? process.stderr).write(waitingFor(name));
  await claims.processes(tell);
  const { presence, planned, log } = await claims.alone(async () => {
    const isFirst = await run.begin(await claims.processes(tell));
    const planned = planTrials(inputs, store);
    await keepParts(folder, inputs);
    for (const note of codeNotes(planned)) warn(note);
    for (const one of planned) await readyPlace(one, store);
    const presence = await claims.enter();
    const trials = planned.map(({ trial, isDone }) => {
      return { id: trial.id, cost: costOf(trial, inputs), isDone };
    });
    const log = new RunLog(folder, { ...options, name: spec.name, trials, process: presence.name }, isFirst);
    return { presence, planned, log };
  });
  try {
    const due = planned.filter((trial): trial is DueTrial => !trial.isDone && trial.key !== undefined);
    const settle = (ended: ResolvedTrial): Promise<unknown> =>
      claims.alone(() => settleKept(store, rivalsOf(ended, run.rivals), keep));
    const shared = {
      title: spec.name,
      options,
      inputs,
      store,
      claims,
      log,
      keep,
      ...{ checkpoints, limits },
      settleKept: settle,
    };
    const end = await runTrials(due, shared);
    return { ...end, total: planned.length, reused: planned.length - due.length };
  } finally {
    await presence.leave();
  }
}

/** Brings back a result that was superseded, or sets aside one that is damaged. */
async function readyPlace({ trial: { id }, key, isDone }: PlannedTrial, store: ResultStore): Promise<void> {
  if (!isDone || key === undefined) return store.prepare(id);
  await store.restore(id, key);
  await dropWholeWeights(trialFolder(store.folder, id));
  await dropCheckpoints(checkpointFolderOf(store.folder, id));
}

function waitingFor(name: string): string {
  return `${name} worked on this run and can't be seen from here: looking whether it still does.\n`;
}
