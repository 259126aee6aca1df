import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { runExperiment } from './run-experiment.ts';
import { runLogPath } from './log/run-log.ts';
import { fakePool, fakeTrials, type Behaviour } from './testing/fake-trial.ts';
import { workOnRun } from './work-on-run.ts';

let workspace: ExampleWorkspace;
let folder: string;
let log: string[];
beforeEach(() => {
  workspace = exampleWorkspace();
  folder = join(workspace.runsFolder, 'example');
  log = [];
});
afterEach(() => workspace.remove());

const signal = new AbortController().signal;
const stream = { write: () => undefined };
const common = { workers: 1, threads: 1, signal, stream };
const poolOf = (behaviour: Behaviour = {}) => fakePool(fakeTrials(behaviour, (text) => log.push(text)));
const work = (trials?: readonly string[], behaviour: Behaviour = {}) =>
  workOnRun({ folder, ...common, pool: poolOf(behaviour), ...(trials && { trials }) });

/** Begins the run, and is stopped before its first trial. */
async function begin(): Promise<void> {
  const { runsFolder, specPath } = workspace;
  const stopped = AbortSignal.abort();
  const summary = await runExperiment(await readSpec(specPath), {
    ...{ ...common, runsFolder, signal: stopped, pool: poolOf() },
  });
  expect(summary).toMatchObject({ total: 12, isCancelled: true });
}

test('does the trials that it is asked for, and the rest when it is asked for nothing', async () => {
  await begin();
  expect(await work(['rte-full-seed1', 'rte-full-seed1', 'cola-cka-n2-r8-seed2'])).toEqual({
    ...{ total: 2, reused: 0, failed: [], elsewhere: [], left: [] },
  });
  expect(log.toSorted()).toEqual([
    'measures cola-cka-n2-r8-seed2',
    'runs cola-cka-n2-r8-seed2',
    'runs rte-full-seed1',
  ]);
  expect(await work(['rte-full-seed1'])).toMatchObject({ total: 1, reused: 1 });
  expect(await work()).toMatchObject({ total: 12, reused: 2, failed: [], left: [] });
  expect(log.filter((line) => line.startsWith('runs '))).toHaveLength(12);
});

test('writes a log of its own, and leaves that of the run', async () => {
  await begin();
  const before = readFileSync(runLogPath(folder), 'utf8');
  await work(['rte-full-seed1']);
  expect(readFileSync(runLogPath(folder), 'utf8')).toBe(before);
  expect(existsSync(join(folder, 'rte-full-seed1.json'))).toBe(true);
});

test('a trial that fails is recorded, and one that is stopped is left', async () => {
  await begin();
  expect(await work(['rte-full-seed1'], { throws: 'rte' })).toMatchObject({
    ...{ failed: ['rte-full-seed1'], left: [] },
  });
  const options = { folder, ...common, signal: AbortSignal.abort(), pool: poolOf() };
  expect(await workOnRun({ ...options, trials: ['rte-full-seed1'] })).toMatchObject({
    ...{ failed: [], left: ['rte-full-seed1'] },
  });
});

test('what is not there is named', async () => {
  await expect(work()).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^Expected the folder of a run, got one without experiment\.json: .*example\. Begin/,
    ),
  });
  await begin();
  await expect(work(['rte-full-seed9'])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^Unknown trial "rte-full-seed9"\. Did you mean "rte-full-seed1"\? Valid: cola/,
    ),
  });
  workspace.remove();
  await expect(work()).rejects.toMatchObject({ exitCode: 2 });
});
