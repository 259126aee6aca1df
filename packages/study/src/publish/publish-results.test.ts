import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandSweep, readSpec } from '@lamella/spec';
import { collectCells } from '../tables/collect-cells.ts';
import { toFigureRows } from '../figures/figure-rows.ts';
import { makeTable } from '../tables/make-table.ts';
import { doneResult, failedResult } from '../testing/example-results.ts';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { readExperimentFile, type ExperimentFile } from '../results/experiment-folder.ts';
import { readImportance, type StoredImportance, writeImportance } from '../results/importance-files.ts';
import { publishResults } from './publish-results.ts';
import { ResultStore } from '../results/result-store.ts';

let workspace: ExampleWorkspace;
let experiment: ExperimentFile;
let source: string;
let importance: string;
let target: string;

beforeEach(async () => {
  workspace = exampleWorkspace();
  experiment = { spec: await readSpec(workspace.specPath), numLayers: 4 };
  source = join(workspace.runsFolder, 'example');
  importance = join(workspace.runsFolder, 'importance');
  target = join(workspace.root, 'published', 'example');
  const store = new ResultStore(source);
  for (const trial of expandSweep(experiment.spec, 4)) await store.write(doneResult(trial));
  mkdirSync(importance);
  for (const task of ['cola', 'rte'])
    await writeImportance(join(importance, `${task}-cka-0123.json`), values(task));
  writeFileSync(join(importance, 'other-cka-0123.json'), '{}');
});
afterEach(() => workspace.remove());

/** The importance in a result of the example, as it is measured. */
const values = (task: string): StoredImportance => ({
  ...{ method: 'cka', task, model: join(workspace.root, 'model'), numSamples: 2, seconds: 0.5 },
  ...{ values: [1, 1 / 2, 1 / 3, 1 / 4], hashes: { model: 'm', data: 'd' } },
  settings: { method: 'cka', samples: 'all', maxLength: 8, batchSize: 2, pooling: 'cls' },
});

const publish = async (partial = false, shrink = false): Promise<void> =>
  publishResults(experiment, collectCells(experiment, source), { importance, target, partial, shrink });

describe('publishResults', () => {
  test('tables and figures of the copy are those of the original', async () => {
    await publish();
    const published = readExperimentFile(target);
    if (published === undefined) throw new Error('Expected an experiment');
    expect(makeTable(published, target).markdown).toBe(makeTable(experiment, source).markdown);
    const rows = toFigureRows(collectCells(published, target));
    expect(rows).toEqual(toFigureRows(collectCells(experiment, source)));
    expect(rows.scores).toHaveLength(12);
    expect(rows.importance).toHaveLength(8);
  });

  test('holds no path of the machine and only the importance that was used', async () => {
    await publish();
    expect(readdirSync(join(target, 'importance'))).toEqual(['cola-cka-0123.json', 'rte-cka-0123.json']);
    for (const file of readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    )) {
      expect(readFileSync(join(target, file), 'utf8')).not.toContain(workspace.root);
    }
  });

  test("keeps predictions, but labels of Lamella's own data only", async () => {
    const [trial] = expandSweep(experiment.spec, 4);
    if (trial === undefined) throw new Error('Expected a trial');
    const predictionsOf = (folder: string): unknown => {
      const result = new ResultStore(folder).read(trial.id);
      return typeof result === 'object' && result.status === 'done' ? result.predictions : undefined;
    };
    await publish();
    expect(predictionsOf(source)).toEqual({ dev: { labels: [0, 1], predictions: [0, 1] } });
    expect(predictionsOf(target)).toEqual({ dev: { predictions: [0, 1] } });
    const own = { kind: 'mini-glue' } as const;
    await new ResultStore(source).write(doneResult({ ...trial, data: own }));
    experiment = { ...experiment, spec: { ...experiment.spec, data: own } };
    await publish(true, true);
    expect(predictionsOf(target)).toEqual({ dev: { labels: [0, 1], predictions: [0, 1] } });
  });

  test('replaces what was published before, whole', async () => {
    await publish();
    writeFileSync(join(target, 'old.md'), '');
    await publish();
    expect(existsSync(join(target, 'old.md'))).toBe(false);
    expect(readdirSync(join(target, '..'))).toEqual(['example']);
  });

  test('lets no published trial vanish, unless this is wanted', async () => {
    await publish();
    const before = readdirSync(target);
    experiment = { ...experiment, spec: { ...experiment.spec, tasks: ['cola'] } };
    await expect(publish()).rejects.toThrow(
      `Expected every trial that is published in ${target} to stay, 6 of 12 would vanish: ` +
        'rte-all-r8-seed1, rte-all-r8-seed2, rte-cka-n2-r8-seed1, rte-cka-n2-r8-seed2, rte-full-seed1, rte-full-seed2. ' +
        'Publish the whole spec, or say that this is wanted with --shrink.',
    );
    expect(readdirSync(target)).toEqual(before);
    await publish(false, true);
    expect(readdirSync(target).filter((name) => name.includes('seed'))).toHaveLength(6);
  });

  test('values of importance that are damaged come from the results', async () => {
    const path = join(importance, 'cola-cka-0123.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('0.5', '0.9'));
    await publish();
    const read = (file: string): unknown => readImportance(join(target, 'importance', file));
    const whole = { method: 'cka', model: 'model', values: [1, 1 / 2, 1 / 3, 1 / 4] };
    expect(read('cola-cka-0123.json')).toMatchObject({ kind: 'whole', value: whole });
    expect(read('rte-cka-0123.json')).toMatchObject({ kind: 'whole', value: { ...whole, numSamples: 2 } });
  });

  test('refuses a sweep with gaps, unless they are known', async () => {
    const [trial] = expandSweep(experiment.spec, 4);
    if (trial === undefined) throw new Error('Expected a trial');
    const inputs = { code: 1, model: 'changed', data: 'changed' };
    await new ResultStore(source).write(failedResult({ ...trial }, inputs));
    await expect(publish()).rejects.toThrow(/Expected all 12 trials of example to be done, got 11/);
    expect(existsSync(target)).toBe(false);
    await publish(true);
    expect(readdirSync(target).filter((name) => name.includes('seed'))).toHaveLength(11);
  });

  test('what is partial says so until all of it is published', async () => {
    const markdown = (): string => makeTable(readExperimentFile(target) ?? experiment, target).markdown;
    for (const trial of expandSweep(experiment.spec, 4).filter(({ task }) => task === 'rte'))
      rmSync(new ResultStore(source).path(trial.id));
    await publish(true);
    expect(markdown()).toMatch(/^\*\*example\*\*: .*; partial: 6 of 12 trials are done\n/);
    expect(markdown()).toContain(
      '**Not done yet**, by methods, tasks and seeds\n\n- all methods: RTE, all seeds (6 trials)\n',
    );
    for (const trial of expandSweep(experiment.spec, 4))
      await new ResultStore(source).write(doneResult(trial));
    await publish(true);
    expect(markdown()).not.toMatch(/partial|Not done yet/);
    expect(markdown()).toBe(makeTable(experiment, source).markdown);
  });
});
