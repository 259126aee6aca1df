import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runExperiment } from '@lamella/study';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { fakePool, fakeTrials } from '@lamella/study/testing';
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

const why = async (...argv: string[]): Promise<string> =>
  (await captureOutput(() => main(['why', ...argv]))).stdout;

function change(file: string, from: string, to: string): void {
  const path = join(workspace.root, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

test('a trial that is done says by what, and one that is not which setting, file or split has changed', async () => {
  const id = 'cola-cka-n2-r8-seed1';
  expect(await why(id, '--run', workspace.specPath)).toBe(`${id} of example would run: new\n`);
  await runExperiment(await readSpec(workspace.specPath), {
    runsFolder: workspace.runsFolder,
    pool: fakePool(fakeTrials({}, () => {})),
    ...{ workers: 1, threads: 1, signal: new AbortController().signal, stream: { write: () => true } },
  });
  const done = await why(id);
  expect(done).toMatch(
    /^cola-cka-n2-r8-seed1 of example is done: accuracy [\d.]+, made 20.*\nIt counts, .*\n {2}model {2}[0-9a-f]{64}\n/s,
  );
  expect(await why(id, '--run', 'example')).toBe(done);

  writeFileSync(join(workspace.root, 'model', 'tokenizer_config.json'), '{}');
  change('glue/CoLA/dev.tsv', 'sat', 'sits');
  change('spec.yaml', 'tasks:', 'training: { epochs: 9 }\ntasks:');
  expect(await why(id, '--run', workspace.specPath)).toMatch(
    new RegExp(
      `^${id} of example would run again:\n {2}training.epochs: 3 -> 9\n {2}model: tokenizer_config.json is new\n {2}data: dev has changed\n` +
        'There is a result of before: accuracy',
    ),
  );
  // The name of a run is the spec as it was when it ran.
  expect(await why(id, '--run', 'example')).not.toContain('epochs');
  const json = JSON.parse(await why(id, '--run', 'example', '--json')) as { change: { inputs: unknown[] } };
  expect(json.change.inputs).toHaveLength(2);
});

test('a run that is not there is told with those that are', async () => {
  await expect(why('x', '--run', 'none')).rejects.toThrow(
    /^Expected a run's name, its folder, or a spec, got .*none, where nothing has run\. Runs: none\.$/,
  );
  await expect(why('x', '--as', 'y')).rejects.toThrow(/^Expected no --as without --run, got y\.$/);
  await expect(why('x', '--run', workspace.root, '--as', 'y')).rejects.toThrow(
    /^Expected no --as beside the folder of a run, got y\.$/,
  );
  await expect(why('x')).rejects.toThrow(/^Expected a trial of one of the runs in .*, got x\. Name its spec/);
});
