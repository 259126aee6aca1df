import { join } from 'node:path';
import { runExperiment } from '@lamella/study';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { fakePool, fakeTrials, type Behaviour } from '@lamella/study/testing';
import { main } from '../cli.ts';
import { captureOutput } from '../testing/capture-output.ts';

let workspace: ExampleWorkspace;
beforeEach(() => {
  workspace = exampleWorkspace();
  process.env['LAMELLA_RUNS_DIR'] = workspace.runsFolder;
});
afterEach(() => {
  delete process.env['LAMELLA_RUNS_DIR'];
  workspace.remove();
});

const watch = async (...argv: string[]) => captureOutput(() => main(['watch', ...argv]));

async function run(behaviour: Behaviour, onStart: () => void = () => {}): Promise<void> {
  const trials = fakeTrials(behaviour, (note) => note.startsWith('runs') && onStart());
  await runExperiment(await readSpec(workspace.specPath), {
    runsFolder: workspace.runsFolder,
    pool: fakePool(trials),
    ...{ workers: 1, threads: 1, signal: new AbortController().signal, stream: { write: () => true } },
  });
}

test('a run that has ended is shown by its folder, its name and its spec, and ended well or not', async () => {
  await run({ throws: 'cola-full-seed1' });
  const { value, stdout } = await watch('example', '--once');
  expect(value).toBe(1);
  expect(stdout).toMatch(/^example: ended, 1 failed, 11 done; /);
  expect(stdout).toMatch(/\ncola-full-seed1 +failed +0 s  No luck with cola-full-seed1\n/);
  const folder = join(workspace.runsFolder, 'example');
  expect((await watch(workspace.specPath, '--once')).stdout).toBe(stdout);
  expect((await watch(folder, '--once')).stdout).toBe(stdout);
  // Without a terminal it is lines, and it ends with the run.
  expect((await watch(folder)).stdout).toMatch(/^\[1\/12\] cola-full-seed1: failed after 0 s, No luck/);
});

test('what was done before is said, as JSON as well', async () => {
  await run({ throws: 'cola-full-seed1' });
  await run({});
  const { value, stdout } = await watch('example', '--once', '--json');
  expect(value).toBe(0);
  const { state, trials } = JSON.parse(stdout) as { state: string; trials: { id: string; status: string }[] };
  expect(state).toBe('done');
  expect(trials).toHaveLength(12);
  expect(trials).toContainEqual(
    expect.objectContaining({ id: 'cola-full-seed1', status: 'done', score: expect.anything() }),
  );
  expect(trials).toContainEqual(
    expect.objectContaining({ id: 'rte-full-seed1', status: 'reused', score: expect.anything() }),
  );
});

test('a run can be watched while it runs', async () => {
  let watched: ReturnType<typeof watch> | undefined;
  await run({}, () => void (watched ??= watch('example', '--once', '--json')));
  expect(JSON.parse((await watched)?.stdout ?? '')).toMatchObject({ name: 'example', workers: 1 });
});

test('mistakes say what to do', async () => {
  await expect(watch(workspace.specPath)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/no such file\. Start the run first: lamella run SPEC/),
  });
  await expect(watch(workspace.root, '--as', 'x')).rejects.toThrow(
    'Expected no --as beside the folder of a run',
  );
  await expect(watch(workspace.specPath, '--as', 'No')).rejects.toThrow(
    'Expected a name of lower-case letters',
  );
  await expect(watch(join(workspace.root, 'none.yaml'))).rejects.toThrow(/none\.yaml/);
});
