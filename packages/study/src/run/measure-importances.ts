import { type Claim, ProgressDisplay } from '@lamella/runners';
import { canonicalJson, groupBy } from '@lamella/core';
import { claimImportance, wantedBy } from './claim-importance.ts';
import { costOf } from './cost-of.ts';
import { describeProgress } from './describe-progress.ts';
import { hearTrial } from './hear-trial.ts';
import type { DueTrial } from './record-outcome.ts';
import type { RunOfTrials, TrialsEnd } from './run-trials.ts';
import { schedule, type Turn } from './schedule.ts';
import { placeOf, toJob } from './trial-job.ts';

type MeasuringRun = Omit<RunOfTrials, 'settleKept'>;

/**
 * Measures the importance that trials select by and trains nothing; what is there, or another process measures, is not measured
 * again. Each is named by the first trial that needs it.
 */
export async function measureImportances(
  trials: readonly DueTrial[],
  run: MeasuringRun,
): Promise<Pick<TrialsEnd, 'failed' | 'left'>> {
  const { workers, signal, stream } = run.options;
  const selecting = trials.filter((one) => wantedBy(one) !== undefined);
  const due = [...groupBy(selecting, (one) => canonicalJson(wantedBy(one))).values()].flatMap(
    ([first = []]) => first,
  );
  if (due.length === 0) return { failed: [], left: [] };
  const display = new ProgressDisplay({
    title: `importance for ${run.title}`,
    trials: due.map(({ trial }) => ({ name: trial.id, cost: costOf(trial, run.inputs) })),
    ...{ workers, ...(stream && { stream }) },
  });
  const failed: string[] = [];
  const left = new Set(due.map(({ trial }) => trial.id));
  const measuring = { run, display, failed, left };
  try {
    await schedule(due, {
      ...{ lanes: workers, signal, sharedWork: () => undefined },
      run: (one) => measureOne(one, measuring),
      pause: () => run.claims.pause(signal),
    });
    return { failed, left: [...left] };
  } finally {
    display.stop();
  }
}

interface Measuring {
  readonly run: MeasuringRun;
  readonly display: ProgressDisplay;
  readonly failed: string[];
  readonly left: Set<string>;
}

async function measureOne(due: DueTrial, { run, display, failed, left }: Measuring): Promise<Turn> {
  const { id } = due.trial;
  const { runsFolder } = run.options;
  const claim = await claimImportance(due, { claims: run.claims, runsFolder });
  if (claim !== undefined && 'heldBy' in claim) {
    display.leave(id, placeOf(claim));
    return 'elsewhere';
  }
  if (claim === undefined) {
    left.delete(id);
    display.finishElsewhere(id, { status: 'done', summary: 'its importance is there' });
    return 'ended';
  }
  try {
    return await measure(due, { run, display, failed, left }, claim);
  } finally {
    await claim.release();
  }
}

async function measure(
  { trial }: DueTrial,
  { run, display, failed, left }: Measuring,
  claim: Claim,
): Promise<Turn> {
  const { options, store, limits } = run;
  const { id } = trial;
  display.start(id);
  const places = { ...run, runsFolder: options.runsFolder, folder: store.folder };
  const heard = hearTrial(limits, {
    warning: (message) => display.write(`Warning: ${message}`),
    progress: (progress) => display.update(id, describeProgress(progress)),
    alive: () => {},
  });
  const job = { ...toJob(trial, places), measuresOnly: true };
  const outcome = heard.explain(await options.pool.run(job, { ...heard.options, abandoned: claim.lost }));
  if (claim.lost.aborted) {
    display.leave(id, placeOf());
    return 'elsewhere';
  }
  const { status, error } = outcome;
  if (status !== 'cancelled') left.delete(id);
  if (status !== 'cancelled' && status !== 'done') failed.push(id);
  display.finish(id, { status, summary: error?.message ?? 'importance measured' });
  return 'ended';
}
