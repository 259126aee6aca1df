import { JobCancelled, type JobHandler, type JobOutcome, type WorkerPool } from '@lamella/runners';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findInputs } from '../inputs/find-inputs.ts';
import type { TrialJob } from '../run/trial-job.ts';
import type { ExperimentSpec, ResolvedTrial } from '@lamella/spec';
import { exampleOutcome } from './example-results.ts';

/** Trials (text that their id contains) that do something else than end well. */
export interface Behaviour {
  readonly slow?: string;
  readonly throws?: string;
  /** As one whose worker was asked to end. */
  readonly stops?: string;
  readonly crashes?: string;
  readonly hangs?: string;
  readonly garbage?: string;
  readonly warns?: string;
}

/** A job handler whose trials cost nothing and whose scores depend on the trial alone; `note` hears what it does. */
export function fakeTrials(behaviour: Behaviour, note: (text: string) => void): JobHandler {
  return async (job, report) => {
    const { trial, importanceFolder, trialFolder, measuresOnly } = job as TrialJob;
    const does = (what: keyof Behaviour): boolean => trial.id.includes(behaviour[what] ?? 'none');
    if (measuresOnly !== true) note(`runs ${trial.id}`);
    if (trial.importance !== null && measure(trial, importanceFolder)) note(`measures ${trial.id}`);
    if (measuresOnly === true) return undefined;
    report({ phase: 'training', step: 1, steps: 2, epoch: 1, loss: 0.5 });
    if (trial.tuning === 'full') keepWeights(trialFolder);
    if (does('warns')) report({ warning: 'An example of a warning.' });
    if (does('slow')) await delay(60_000);
    if (does('stops')) throw new JobCancelled(`${trial.id} was asked to end`);
    if (does('throws')) throw new Error(`No luck with ${trial.id}`);
    if (does('crashes')) process.kill(process.pid, 'SIGKILL');
    if (does('hangs')) process.kill(process.pid, 'SIGSTOP');
    if (does('garbage')) return { score: 'high' };
    return { ...exampleOutcome(trial), hashes: await hashesOf(trial) };
  };
}

/** A pool without processes, for tests of what is done with its outcomes. */
export function fakePool(handler: JobHandler): Pick<WorkerPool, 'run' | 'cancel' | 'close'> {
  return {
    run: async (job, { onEvent = () => {} } = {}): Promise<JobOutcome> => {
      try {
        return { status: 'done', value: await handler(job, onEvent), log: [], seconds: 0.1 };
      } catch (error) {
        const { name, message } = error as Error;
        const status = error instanceof JobCancelled ? 'cancelled' : 'failed';
        return { status, error: { name, message }, log: ['a line of the log'], seconds: 0.1 };
      }
    },
    cancel: async () => {},
    close: async () => {},
  };
}

/** As a decoder's trial does before it writes answers. */
function keepWeights(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['weights.safetensors', 'training.json', 'answers.jsonl'])
    writeFileSync(join(folder, name), name);
}

function measure({ task, importance, numLayers }: ResolvedTrial, folder: string): boolean {
  const file = join(folder, `${task}-${importance?.method}-0123.json`);
  if (existsSync(file)) return false;
  mkdirSync(folder, { recursive: true });
  const values = Array.from({ length: numLayers }, (_, layer) => 1 / (layer + 1));
  writeFileSync(file, JSON.stringify({ method: importance?.method, task, model: 'model', values }));
  return true;
}

async function hashesOf(trial: ResolvedTrial): Promise<{ model: string; data: string }> {
  const { model, data, rows, task } = trial;
  const methods = { none: { tuning: 'full' } };
  const spec = {
    model,
    data,
    rows,
    tasks: [task],
    methods,
    sweep: { seed: [1] },
  } as unknown as ExperimentSpec;
  const inputs = await findInputs(spec, { download: true });
  return { model: inputs.modelOf(model).hash ?? '', data: inputs.dataOf(trial)?.hash ?? '' };
}
