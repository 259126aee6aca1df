import { listenToBeats, listenToProgress, listenToWarnings, nowAndThen } from '@lamella/core';
import { findSandbox, type Sandbox, serveJobs } from '@lamella/runners';
import type { TrialLimits } from '@lamella/planning/cost';
import type { TrialJob } from '@lamella/study';
import { KeptInputs, measureForTrial, runTrial } from '@lamella/study/trial';

/** Progress is reported at most this often. */
const PAUSE_MS = 1000;

let sandbox: Promise<Sandbox> | undefined;

/** Runs the trials that come from a run's main process, until that ends. */
export async function run(): Promise<number> {
  const kept = new KeptInputs();
  serveJobs(async (job, report) => {
    const { trial, limits, measuresOnly = false, ...folders } = job as TrialJob;
    const ends = [
      listenToWarnings((warning) => report({ warning })),
      listenToBeats(() => report({ isAlive: true })),
      listenToProgress(
        nowAndThen(PAUSE_MS, ({ what, share }) => {
          report({ phase: 'loading', part: `${what}, ${Math.floor(100 * share)} %` });
        }),
      ),
    ];
    const limiting = { limits, onLimits: (found: TrialLimits) => report({ limits: found }) };
    try {
      const run = measuresOnly ? measureForTrial : runTrial;
      return await run(trial, { ...folders, kept, findJudge, limiting, onProgress: report });
    } finally {
      for (const end of ends) end();
    }
  });
  return 0;
}

/** The sandbox proves once that it holds; a worker whose sandbox doesn't has no other way to run programs. */
function findJudge(): Promise<Sandbox> {
  sandbox ??= findSandbox();
  return sandbox;
}
