/**
 * Trains the trials of a spec on a real Slurm, where they are stopped again and again by preemption and `scontrol requeue`, then here
 * and undisturbed, and compares what they come to bit by bit: selected layers, losses, norms of gradients, weights, answers,
 * predictions, scores. What follows `--` goes to both runs. Ends with status 1 if a trial failed or anything differs.
 *
 *     node --import tsx tools/checks/train-on-slurm.ts SPEC [--stops 20] [-- --tasks cola --set rows.dev=200]
 *
 * It needs root on Linux, and Debian's packages, which it installs: see packages/study/src/testing/slurm/start.sh.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Random, workspaceRoot } from '@lamella/core';
import { readSpec } from '@lamella/spec';
import {
  type Fingerprint,
  fingerprint,
  readExperimentFile,
  ResultStore,
  toJob,
  trialsOf,
} from '@lamella/study';
import { slurmOrReason } from '@lamella/study/testing';
import { differences } from './fingerprints.ts';
import { releaseTasks, slurmTasks, TaskStopper } from './slurm-tasks.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { stops: { type: 'string', default: '20' } },
});
const [spec, ...more] = positionals;
if (spec === undefined) throw new Error('Expected a spec, got none');
const { name: runName } = await readSpec(spec);
const { slurm: cluster, reason } = slurmOrReason();
if (cluster === undefined) throw new Error(reason);

const folder = mkdtempSync(join(tmpdir(), 'lamella-train-on-slurm-'));
const profile = join(folder, 'profile.yaml');
writeFileSync(profile, 'runner: slurm\nslurm: { time: 60, memory: 3000, cpus: 1, requeues: 1000 }\n');
const options = [spec, '--no-figures', '--set', 'threads=1', '--set', 'checkpoints.everySeconds=1', ...more];

const run = startRun('slurm', '--profile', profile);
const random = new Random(1);
const stopper = new TaskStopper(random);
const wanted = Number(values.stops);
while (run.exitCode === null && run.signalCode === null) {
  await delay(1000 + 8000 * random.next());
  const running = slurmTasks().filter(({ state }) => state === 'RUNNING');
  if (stopper.total < wanted) stopper.stop(running);
  releaseTasks();
}
cluster.stop();
const here = startRun('here', '--set', 'workers=1');
await once(here, 'exit');

const [throughSlurm, alone] = [readRun('slurm'), readRun('here')];
const found = differences(alone, throughSlurm);
console.log({ ...stopper.counts, exitCodes: [run.exitCode, here.exitCode] });
console.log(`${alone.size - found.length} of ${alone.size} trials are the same`);
for (const line of found) console.log(`  ${line}`);
rmSync(folder, { recursive: true });
process.exitCode = run.exitCode === 0 && here.exitCode === 0 && alone.size > 0 && found.length === 0 ? 0 : 1;

function startRun(name: string, ...own: string[]): ChildProcess {
  const launcher = join(workspaceRoot(), 'packages/cli/bin/lamella.mjs');
  return spawn(process.execPath, [launcher, 'run', ...options, ...own], {
    env: { ...process.env, LAMELLA_RUNS_DIR: join(folder, name), TF_NUM_INTRAOP_THREADS: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** By trial, what a run came to. */
function readRun(name: string): ReadonlyMap<string, Fingerprint> {
  const runsFolder = join(folder, name);
  const runOf = join(runsFolder, runName);
  const store = new ResultStore(runOf);
  const experiment = readExperimentFile(runOf);
  return new Map(
    (experiment === undefined ? [] : trialsOf(experiment)).flatMap((trial) => {
      const result = store.read(trial.id);
      if (result?.status !== 'done') return [];
      const job = toJob(trial, {
        ...{ runsFolder, folder: runOf, keep: 'all', checkpoints: 'none', limits: {} },
      });
      return [[trial.id, fingerprint(result, job)]];
    }),
  );
}
