import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { slurm } from '@lamella/runners';
import { readSpec } from '@lamella/spec';
import { type ExampleWorkspace, exampleWorkspace } from '@lamella/spec/testing';
import { runExperiment, type RunSummary } from '../run-experiment.ts';
import { exampleCluster } from '../testing/example-cluster.ts';
import { findLossesAndRepeats, readLedger } from '../testing/ledger.ts';
import { setGate } from '../testing/stepping-trial.ts';
import { slurmOrReason } from '../testing/real-slurm.ts';
import { cancelJobs } from './cancel-jobs.ts';

const { slurm: cluster, reason } = slurmOrReason();
const describeOnSlurm = cluster === undefined ? describe.skip : describe;
afterAll(() => cluster?.stop());

let workspace: ExampleWorkspace;
let output: string[];
beforeEach(() => {
  workspace = exampleWorkspace();
  output = [];
  process.env['EXAMPLE_STEPS'] = '10';
});
afterEach(() => workspace.remove());
const folder = (): string => join(workspace.runsFolder, 'example');

async function run(more: Partial<Parameters<typeof exampleCluster>[0]> = {}): Promise<RunSummary> {
  return runExperiment(await readSpec(workspace.specPath), {
    ...{ runsFolder: workspace.runsFolder, workers: 1, threads: 1, signal: new AbortController().signal },
    parts: [{ tasks: ['cola'], methods: ['full'] }],
    stream: { write: (text) => output.push(text) },
    cluster: exampleCluster({ slurm, ...more }),
  });
}

/** Lets both trials take no more than so many steps, and waits until they have. */
async function stepTo(count: number): Promise<void> {
  setGate(folder(), count);
  const end = Date.now() + 300_000;
  const isThere = (trial: string): boolean =>
    readLedger(folder()).some(
      ({ kind, ...line }) => kind === 'step' && line.trial === trial && line.step === count,
    );
  while (!['cola-full-seed1', 'cola-full-seed2'].every(isThere)) {
    if (Date.now() > end) throw new Error(`Expected ${count} steps in time`);
    await delay(50);
  }
}

const ask = (file: string, ...args: string[]): string =>
  execFileSync(file, args, { encoding: 'utf8', env: process.env }).trim();
/** Waits for so many jobs that Slurm has put back, and lets those start at once that it holds back for two minutes. */
async function release(count: number): Promise<void> {
  const end = Date.now() + 300_000;
  const released = new Set<string>();
  while (released.size < count) {
    if (Date.now() > end) throw new Error(`Expected ${count} jobs to be put back, got ${released.size}`);
    const waiting = ask('squeue', '--me', '--array', '--noheader', '--Format=JobArrayID:|,Reason:|');
    const held = waiting.split('\n').filter((line) => line.includes('BeginTime'));
    for (const [id = ''] of held.map((line) => line.split('|'))) {
      // Of a task alone: the number of an array's first job is that of all, which would start others before they are seen here.
      ask('scontrol', 'update', `JobId=${id}`, 'StartTime=now');
      released.add(id);
    }
    await delay(100);
  }
}

describeOnSlurm(`a real Slurm${reason && ` (${reason})`}`, () => {
  test('an array runs to its end; a task that can not start fails with its log', async () => {
    const broken = { time: 10, memory: 200, setup: ['echo no such module >&2; exit 3'] };
    expect(await run({ settings: broken })).toMatchObject({ failed: ['cola-full-seed1', 'cola-full-seed2'] });
    const { failure } = JSON.parse(readFileSync(join(folder(), 'cola-full-seed1.json'), 'utf8'));
    expect(failure.log).toEqual(['no such module']);
    expect(await run()).toMatchObject({ total: 2, failed: [], left: [] });
    expect(findLossesAndRepeats(readLedger(folder()), 10)).toEqual([]);
    expect(output.join('')).toMatch(/\[2\/2\] cola-full-seed\d: done in/);
  });

  test('preemption, requeue and the failure of the node lose and repeat nothing', async () => {
    process.env['EXAMPLE_STEPS'] = '20';
    setGate(folder(), 0);
    const whole = run();
    await stepTo(5);
    ask('sbatch', '--partition=high', '--exclusive', '--output=/dev/null', '--wrap=true');
    await release(2);
    await stepTo(10);
    const tasks = ask('squeue', '--me', '--array', '--noheader', '--states=R', '--Format=JobArrayID:|');
    ask('scontrol', 'requeue', tasks.split('|')[0] ?? '');
    await release(1);
    await stepTo(15);
    // It comes back by itself when it says that it is alive.
    ask('scontrol', 'update', `NodeName=${ask('hostname', '-s')}`, 'State=DOWN', 'Reason=test');
    await release(2);
    await stepTo(20);
    expect(await whole).toMatchObject({ failed: [], left: [] });
    const ledger = readLedger(folder());
    const starts = ledger.filter(({ kind }) => kind === 'begin').map(({ step }) => step);
    expect(starts.sort((a, b) => a - b)).toEqual([0, 0, 5, 5, 10, 15, 15]);
    expect(findLossesAndRepeats(ledger, 20)).toEqual([]);
  }, 1_200_000);

  test('who watches may be killed: the next one finds the jobs, and cancels them', async () => {
    process.env['EXAMPLE_STEPS'] = '10';
    setGate(folder(), 0);
    const program = fileURLToPath(new URL('../testing/run-on-slurm.ts', import.meta.url));
    const args = ['--import', 'tsx', program, workspace.specPath, workspace.runsFolder];
    const watcher = spawn(process.execPath, args, { env: process.env, stdio: 'ignore' });
    await stepTo(5);
    watcher.kill('SIGKILL');
    await once(watcher, 'exit');
    const next = run();
    await delay(1000);
    expect(await cancelJobs(folder(), slurm)).toHaveLength(1);
    expect(await next).toMatchObject({ failed: [], left: [expect.any(String), expect.any(String)] });
    const last = run();
    await stepTo(10);
    expect(await last).toMatchObject({ failed: [], left: [] });
    expect(findLossesAndRepeats(readLedger(folder()), 10)).toEqual([]);
    expect(output.join('').match(/Submitted/g)).toHaveLength(1);
  }, 1_200_000);
});
