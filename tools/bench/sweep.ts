/**
 * Times the trials of a spec run alone, each in a worker process of its own, and as a sweep whose workers run one after another.
 * Processor time is what sharing saves; the seconds on the clock are those of this machine with whatever else runs on it. The
 * sweep's are counted with those of the process that plans and records it, the trials' alone without.
 *
 *     npx nx run tools:bench-sweep [SPEC] [--workers=2] [--tasks=sst2] [--methods=cka,fim]
 */
import './user-errors.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WorkerPool } from '@lamella/runners';
import { type ExperimentSpec, narrowSpec, readSpec, type ResolvedTrial } from '@lamella/spec';
import { checkOutcome, findInputs, runExperiment, toJob } from '@lamella/study';
import { startClock, type Time } from './clock.ts';

const launcher = fileURLToPath(new URL('../../packages/cli/bin/lamella.mjs', import.meta.url));
const env = { TF_NUM_INTRAOP_THREADS: '1', OMP_NUM_THREADS: '1' };

function startPool(size: number): WorkerPool {
  return new WorkerPool({ command: { file: process.execPath, args: [launcher, 'worker'], env }, size });
}

async function timed(work: () => Promise<void>): Promise<Time> {
  const elapsed = startClock();
  await work();
  return elapsed();
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-sweep-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runAlone(trial: ResolvedTrial, runsFolder: string): Promise<void> {
  const pool = startPool(1);
  const places = { runsFolder, folder: join(runsFolder, 'run'), keep: 'none', limits: {} } as const;
  const { status, value, error } = await pool.run(toJob(trial, { ...places, checkpoints: 'none' }));
  await pool.close();
  if (status !== 'done') throw new Error(`Expected ${trial.id} to be done, got ${status}: ${error?.message}`);
  checkOutcome(value);
}

async function runSweep(spec: ExperimentSpec, workers: number, runsFolder: string): Promise<void> {
  const signal = new AbortController().signal;
  const { failed, left } = await runExperiment(
    { ...spec, keep: 'none', checkpoints: 'none' },
    { runsFolder, pool: startPool(workers), workers, threads: 1, signal },
  );
  if (failed.length + left.length > 0) throw new Error(`Expected all trials to be done, got ${failed}`);
}

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '2' },
    tasks: { type: 'string', default: 'sst2' },
    methods: { type: 'string', default: 'cka,fim,random,first,last,alternating' },
  },
});
const workers = Number(options.workers);
const spec = narrowSpec(await readSpec(positionals[0] ?? 'experiments/specs/glue/mini.yaml'), {
  tasks: options.tasks.split(','),
  methods: options.methods.split(','),
});
const { trials } = await findInputs(spec, { download: false });
const alone = await timed(async () => {
  for (const trial of trials) await inFolder((folder) => runAlone(trial, folder));
});
const sweep = await timed(() => inFolder((folder) => runSweep(spec, workers, folder)));
const ratio = (a: number, b: number): string => (a / b).toFixed(2);
const seconds = ({ clock, processor }: Time): string =>
  `${clock.toFixed(1)} | ${processor.toFixed(1)} | ${(processor / trials.length).toFixed(2)}`;
console.log(`
${trials.length} trials of ${spec.name} (${options.tasks}), one thread each

| | clock, s | processor, s | processor per trial, s |
| --- | --: | --: | --: |
| each alone, one after another | ${seconds(alone)} |
| a sweep with ${workers} workers | ${seconds(sweep)} |
| ratio (must be at most 0.85, aim 0.7) | ${ratio(sweep.clock, alone.clock)} | ${ratio(sweep.processor, alone.processor)} | |`);
