import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { runExperiment, type RunSummary } from '../run-experiment.ts';
import { fakePool, fakeTrials, type Behaviour } from '../testing/fake-trial.ts';
import { workOnRun } from '../work-on-run.ts';
import type { TrialJob } from './trial-job.ts';
import type { SharedEnd } from './share-run.ts';

// Processes start slowly on a busy machine.
import.meta.jest.setTimeout(120_000);

/** Beats that take long to be stale even where this machine is busy, beside those of a process that stands still. */
const claimTimes = { beatSeconds: 0.2, staleSeconds: 3 };

let workspace: ExampleWorkspace;
let folder: string;
let logPath: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  workspace = exampleWorkspace();
  folder = join(workspace.runsFolder, 'example');
  logPath = join(workspace.root, 'log');
  writeFileSync(logPath, '');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  workspace.remove();
});

/** Starts a process that runs the example, or works on its run. */
function start(behaviour: Behaviour, name?: string): ChildProcess {
  const program = fileURLToPath(new URL('../testing/run-example.ts', import.meta.url));
  const env = {
    ...process.env,
    ...{ FAKE_WORKER: JSON.stringify(behaviour), FAKE_WORKER_LOG: logPath },
    CLAIM_TIMES: JSON.stringify(claimTimes),
  };
  const args = ['--import', 'tsx', program, workspace.specPath, workspace.runsFolder];
  const child = spawn(process.execPath, [...args, ...(name === undefined ? [] : [name])], {
    ...{ env, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  children.push(child);
  return child;
}

async function finish(child: ChildProcess): Promise<RunSummary & SharedEnd> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(text) as RunSummary & SharedEnd;
}

async function waitFor(line: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!readFileSync(logPath, 'utf8').includes(line)) {
    if (Date.now() > end) throw new Error(`Expected "${line}" in ${logPath}`);
    await delay(20);
  }
}

const note = (text: string): void => writeFileSync(logPath, `${text}\n`, { flag: 'a' });
const common = () => ({
  pool: fakePool(fakeTrials({}, note)),
  ...{ workers: 1, threads: 1, claimTimes, stream: { write: () => undefined } },
  signal: new AbortController().signal,
});

/** Runs the example in this process. */
const run = async () =>
  runExperiment(await readSpec(workspace.specPath), { runsFolder: workspace.runsFolder, ...common() });

const runsOf = (id?: string): string[] =>
  readFileSync(logPath, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('runs ') && (id === undefined || line === `runs ${id}`));
const tidy = (): boolean => readdirSync(join(folder, 'claims')).length === 0;

test('three processes share the trials; one that is paused loses its own, and leaves what others have made', async () => {
  const paused = start({ slow: 'cola-all-r8-seed1' });
  await waitFor('runs cola-all-r8-seed1');
  paused.kill('SIGSTOP');
  const worker = start({}, 'example');
  await waitFor('runs cola-cka-n2-r8-seed1');
  const [own, joined] = await Promise.all([run(), finish(worker)]);
  expect(own).toMatchObject({ total: 12, failed: [], isCancelled: false });
  expect(joined).toMatchObject({ total: 12, reused: 1, failed: [], left: [] });
  const result = readFileSync(join(folder, 'cola-all-r8-seed1.json'), 'utf8');
  const end = finish(paused);
  paused.kill('SIGCONT');
  expect(await end).toMatchObject({ failed: [], isCancelled: false });
  expect(readFileSync(join(folder, 'cola-all-r8-seed1.json'), 'utf8')).toBe(result);
  // Each trial ran once, but for the one that was taken over.
  expect(runsOf()).toHaveLength(13);
  expect(new Set(runsOf()).size).toBe(12);
  expect(runsOf('cola-all-r8-seed1')).toHaveLength(2);
  expect(tidy()).toBe(true);
});

test('a trial of a process that is killed is taken over at once', async () => {
  const killed = start({ slow: 'cola-all-r8-seed1' });
  await waitFor('runs cola-all-r8-seed1');
  const other = run();
  await waitFor('runs rte-cka-n2-r8-seed2');
  killed.kill('SIGKILL');
  expect(await other).toMatchObject({ total: 12, reused: 1, failed: [], elsewhere: [] });
  expect(runsOf()).toHaveLength(13);
  expect(tidy()).toBe(true);
});

test('a trial that fails in another process counts as failed, and is not tried again', async () => {
  const id = 'cola-all-r8-seed1';
  const fails = async (): Promise<void> => {
    await waitFor('runs rte-cka-n2-r8-seed2');
    throw new Error('No luck');
  };
  const fake = fakeTrials({}, note);
  const pool = fakePool(async (job, report) => {
    if ((job as TrialJob).trial.id !== id) return fake(job, report);
    note(`runs ${id}`);
    return fails();
  });
  const spec = await readSpec(workspace.specPath);
  const failing = runExperiment(spec, { runsFolder: workspace.runsFolder, ...common(), pool });
  await waitFor(`runs ${id}`);
  expect(await run()).toMatchObject({ total: 12, reused: 1, failed: [id] });
  expect(await failing).toMatchObject({ failed: [id] });
  expect(runsOf()).toHaveLength(12);
});

test('a process with other settings is refused while one works', async () => {
  const other = start({ slow: 'cola-all-r8-seed1' });
  await waitFor('runs cola-all-r8-seed1');
  const before = readFileSync(join(folder, 'experiment.json'), 'utf8');
  const spec = readFileSync(workspace.specPath, 'utf8');
  writeFileSync(workspace.specPath, `${spec}training: { epochs: 9 }\n`);
  await expect(run()).rejects.toThrow(
    /^Expected the settings that \S+ works with in .*example, got others: cola-full-seed1 has training\.epochs: 3 -> 9\. Wait until it ends or stop it, or keep both beside each other: --as NAME\.$/,
  );
  writeFileSync(workspace.specPath, `${spec}keep: none\n`);
  await expect(run()).rejects.toThrow(/got others: keep: best -> none\./);
  expect(readFileSync(join(folder, 'experiment.json'), 'utf8')).toBe(before);
  // What does not change a trial is no other setting.
  writeFileSync(workspace.specPath, `${spec}workers: 2\n`);
  const joined = run();
  other.kill('SIGTERM');
  expect(await joined).toMatchObject({ total: 12, failed: [] });
  writeFileSync(workspace.specPath, `${spec}training: { epochs: 9 }\n`);
  expect(await run()).toMatchObject({ total: 12, reused: 0 });
});

test('importance that trials select by is measured once, on request before they run', async () => {
  const stopped = { ...common(), runsFolder: workspace.runsFolder, signal: AbortSignal.abort() };
  await runExperiment(await readSpec(workspace.specPath), stopped);
  const importanceOf = [
    'cola-cka-n2-r8-seed1',
    'cola-cka-n2-r8-seed2',
    'rte-cka-n2-r8-seed1',
    'rte-full-seed1',
  ];
  expect(await workOnRun({ folder, ...common(), importanceOf })).toEqual({
    ...{ total: 0, reused: 0, elsewhere: [], failed: [], left: [] },
  });
  expect(existsSync(join(folder, 'cola-cka-n2-r8-seed1.json'))).toBe(false);
  expect(readFileSync(logPath, 'utf8').trim().split('\n')).toEqual([
    'measures cola-cka-n2-r8-seed1',
    'measures rte-cka-n2-r8-seed1',
  ]);
  expect(readdirSync(join(workspace.runsFolder, 'importance', 'claims'))).toEqual([]);
});

test('content that is another than where the run began is refused', async () => {
  await run();
  writeFileSync(join(workspace.glueFolder, 'CoLA', 'dev.tsv'), 'gj04\t1\t\tA dog sat.\n');
  await expect(workOnRun({ folder, ...common() })).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Expected the data of cola as the run in .*example began with, got other content here\./,
    ),
    exitCode: 2,
  });
});
