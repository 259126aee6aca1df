import { dirname } from 'node:path';
import { warn } from '@lamella/core';
import { defaults, type ExperimentSpec, type ResolvedTrial } from '@lamella/spec';
import { checkpointFolderOf, dropCheckpoints } from '../checkpoints/trial-checkpoints.ts';
import type { Inputs } from '../inputs/find-inputs.ts';
import { rivalsOf, settleKept } from '../kept/settle-kept.ts';
import { RunLog } from '../log/run-log.ts';
import { importanceFolder } from '../results/experiment-folder.ts';
import type { ResultStore } from '../results/result-store.ts';
import { dropWholeWeights } from '../trial/training-files.ts';
import { costOf } from './cost-of.ts';
import { codeNotes } from './code-notes.ts';
import { planTrials, type PlannedTrial } from './plan-trials.ts';
import type { DueTrial } from './record-outcome.ts';
import type { RunClaims } from './run-claims.ts';
import type { RunningOptions, RunOfTrials, TrialsEnd } from './run-trials.ts';
import { requireAwaited } from './settle-trial.ts';
import { tidyRun } from './tidy-run.ts';
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
  readonly store: ResultStore;
  /** Ids of trials whose importance is measured first, and of those that are run. @default none, and all of the inputs */
  readonly importanceOf?: ReadonlySet<string>;
  readonly asked?: ReadonlySet<string>;
  /** Readies the folder, while no other process can. @returns whether this process begins the run's log anew */
  begin(): Promise<boolean>;
}

/** How this process takes part. */
export type SharingOptions = Pick<RunningOptions, 'workers' | 'threads' | 'stream'>;

/** What a process is to do. */
export interface Work {
  readonly due: readonly DueTrial[];
  /** Trials whose importance is measured first. */
  readonly measured: readonly DueTrial[];
}

/** Does work until all of it has ended. */
export type RunWork = (work: Work, shared: Omit<RunOfTrials, 'options'>) => Promise<TrialsEnd>;

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
export async function shareRun(
  run: SharedRun,
  options: SharingOptions,
  runWork: RunWork,
): Promise<SharedEnd> {
  const { folder, spec, inputs, claims, store } = run;
  const { keep = defaults.keep, checkpoints = defaults.checkpoints, limits = {} } = spec;
  const { presence, asked, measured, log } = await claims.alone(async () => {
    const isFirst = await run.begin();
    const planned = planTrials(inputs, store);
    await keepParts(folder, inputs);
    if (run.asked === undefined) requireAwaited(planned, store);
    const asked = planned.filter(({ trial }) => run.asked?.has(trial.id) ?? true);
    const measured = planned.filter(({ trial }) => run.importanceOf?.has(trial.id));
    for (const note of codeNotes(asked)) warn(note);
    if (isFirst) await tidyRun(folder, idsOfDue(asked));
    await claims.tidy(importanceFolder(dirname(folder)));
    for (const one of asked) await readyPlace(one, store);
    const presence = await claims.enter();
    const trials = asked.map(({ trial, isDone }) => {
      return { id: trial.id, cost: costOf(trial, inputs), isDone };
    });
    const log = new RunLog(folder, { ...options, name: spec.name, trials, process: presence.name }, isFirst);
    return { presence, asked, measured, log };
  });
  try {
    const settle = (ended: ResolvedTrial): Promise<unknown> =>
      claims.alone(() => settleKept(store, rivalsOf(ended, run.rivals), keep));
    const shared = {
      ...{ title: spec.name, inputs, store, claims, log, keep, checkpoints, limits },
      settleKept: settle,
    };
    const due = asked.filter((trial) => !trial.isDone).filter(hasInputs);
    // What is about to run takes the memory.
    if (due.length > 0) store.forget();
    const end = await runWork({ due, measured: measured.filter(hasInputs) }, shared);
    return { ...end, total: asked.length, reused: asked.length - due.length };
  } finally {
    await presence.leave();
  }
}

function idsOfDue(trials: readonly PlannedTrial[]): string[] {
  return trials.flatMap(({ trial, isDone }) => (isDone ? [] : [trial.id]));
}

/** Brings back a result that was superseded, or sets aside one that is damaged. */
async function readyPlace(
  { trial: { id }, key, isDone, isChosenAgain }: PlannedTrial,
  store: ResultStore,
): Promise<void> {
  const hasResult = isDone || isChosenAgain === true;
  if (!hasResult || key === undefined) return store.prepare(id);
  await store.restore(id, key);
  await dropWholeWeights(trialFolder(store.folder, id));
  await dropCheckpoints(checkpointFolderOf(store.folder, id));
}

function hasInputs(trial: PlannedTrial): trial is DueTrial {
  return trial.inputs !== undefined && trial.key !== undefined;
}
