import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobOutcome, WorkerPool } from '@lamella/runners';
import type { TrialJob } from '../run/trial-job.ts';
import { fakeTrials } from './fake-trial.ts';

/** How long trials take, and where it is written down what they do. */
export interface Stepping {
  readonly runFolder: string;
  readonly steps: number;
  readonly stepMs: number;
}

/** The file of lines `begin TRIAL STEP`, `step TRIAL STEP` and `end TRIAL STEP`. */
export function ledgerPath(runFolder: string): string {
  return join(runFolder, 'ledger.txt');
}

/** Lets trials take no more than so many steps, until it is called again. */
export function setGate(runFolder: string, steps: number): void {
  mkdirSync(runFolder, { recursive: true });
  writeFileSync(`${gatePath(runFolder)}.new`, String(steps));
  renameSync(`${gatePath(runFolder)}.new`, gatePath(runFolder));
}

function gateOf(runFolder: string): number {
  const path = gatePath(runFolder);
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : Infinity;
}

function gatePath(runFolder: string): string {
  return join(runFolder, 'gate.txt');
}

/**
 * A pool without processes whose trials count steps, with a checkpoint after each one from which the next attempt goes on. When it is
 * cancelled, the step that is being taken ends, and with it the trial.
 */
export function steppingPool({
  runFolder,
  steps,
  stepMs,
}: Stepping): Pick<WorkerPool, 'run' | 'cancel' | 'close'> {
  let isCancelled = false;
  const note = (text: string): void => appendFileSync(ledgerPath(runFolder), `${text}\n`);
  const finish = fakeTrials({}, () => undefined);
  return {
    run: async (job, { onEvent = () => {} } = {}): Promise<JobOutcome> => {
      const { id } = (job as TrialJob).trial;
      const folder = join(runFolder, 'checkpoints', id);
      const path = join(folder, 'step');
      mkdirSync(folder, { recursive: true });
      const start = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
      note(`begin ${id} ${start}`);
      for (let step = start + 1; step <= steps; step++) {
        while (step > gateOf(runFolder) && !isCancelled) await delay(20);
        if (isCancelled) return { status: 'cancelled', log: [], seconds: 0 };
        await delay(stepMs);
        writeFileSync(`${path}.new`, String(step));
        renameSync(`${path}.new`, path);
        note(`step ${id} ${step}`);
        onEvent({ phase: 'training', step, steps, epoch: 1, loss: 1 / step });
      }
      note(`end ${id} ${steps}`);
      return { status: 'done', value: await finish(job, onEvent), log: [], seconds: (steps * stepMs) / 1000 };
    },
    cancel: () => {
      isCancelled = true;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
