import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { runExperiment } from './run-experiment.ts';
import { runLogPath } from './log/run-log.ts';
import { experimentFile, writeExperimentFile } from './results/experiment-folder.ts';
import { fakePool, fakeTrials, type Behaviour } from './testing/fake-trial.ts';
import { requireExperiment, workOnRun } from './work-on-run.ts';

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

test('a model of the hub that is not here is no failure of a trial', async () => {
  await begin();
  const { spec, ...rest } = requireExperiment(folder);
  await writeExperimentFile(folder, { ...rest, spec: { ...spec, model: 'nobody/nothing' } });
  const before = process.env;
  process.env = { ...before, HF_HUB_OFFLINE: '1', HF_HOME: workspace.root };
  try {
    await expect(work()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('nobody/nothing'),
    });
  } finally {
    process.env = before;
  }
});

test('workers end also where importance cannot be claimed', async () => {
  await begin();
  mkdirSync(join(workspace.runsFolder, 'importance'), { recursive: true });
  writeFileSync(join(workspace.runsFolder, 'importance', 'claims'), '');
  const ended: string[] = [];
  const pool = { ...poolOf(), close: async () => void ended.push('workers') };
  const importanceOf = ['cola-cka-n2-r8-seed1'];
  await expect(workOnRun({ folder, ...common, pool, importanceOf })).rejects.toThrow(
    /^Cannot write .*claims/,
  );
  expect(ended).toEqual(['workers']);
});

test('a run that begins again with other settings while the inputs are read is not gone on with', async () => {
  await begin();
  const path = join(folder, experimentFile);
  const before = readFileSync(path, 'utf8');
  const { spec, ...rest } = requireExperiment(folder);
  await writeExperimentFile(folder, {
    ...rest,
    spec: { ...spec, training: { ...spec.training, epochs: 9 } },
  });
  const after = readFileSync(path, 'utf8');
  writeFileSync(path, before);
  const working = work();
  writeFileSync(path, after);
  await expect(working).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^Expected the run in .*example to stay as it was, got other settings of a new one: cola-full-seed1 has training\.epochs: 9 -> 3\. Try again\.$/,
    ),
  });
  expect(log).toEqual([]);
});
