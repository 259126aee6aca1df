import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultStore } from '../results/result-store.ts';
import { expandSweep } from '@lamella/spec';
import { doneResult, failedResult } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { makeTable } from './make-table.ts';

const spec = exampleSpec(
  'extraSweeps: [{ methods: [cka], tasks: [cola], layers: [2], rank: [4], seed: [1] }]\n',
);
const trials = expandSweep(spec, 8);
let store: ResultStore;
beforeEach(() => (store = new ResultStore(mkdtempSync(join(tmpdir(), 'lamella-table-')))));
afterEach(() => rmSync(store.folder, { recursive: true }));

const table = () => makeTable({ spec, numLayers: 8 }, store.folder);
const rowOf = (title: string, layers: number): string =>
  table()
    .markdown.split('\n')
    .find((line) => line.startsWith(`| ${title} | ${layers} |`)) ?? '';
const write = async (id: string, score: number): Promise<void> => {
  const trial = trials.find((candidate) => candidate.id === id);
  if (trial === undefined) throw new Error(`Expected a trial ${id}`);
  await store.write(doneResult(trial, { score }));
};

describe('makeTable', () => {
  test('mean ± sample standard deviation over seeds, and the average over tasks', async () => {
    await write('cola-full-seed1', 0.5);
    await write('cola-full-seed2', 0.6);
    await write('rte-full-seed1', 0.7);
    await write('rte-full-seed2', 0.8);
    expect(rowOf('Full fine-tuning', 8)).toBe(
      '| Full fine-tuning | 8 |  | 55.0 ± 7.1 | 75.0 ± 7.1 | 65.0 ± 7.1 | 1,000 |',
    );
    expect(table().summaries[0]).toMatchObject({ scored: 2, seeds: 2, trainable: 1000, peakMemoryMib: 256 });
    expect(table().markdown).toMatch(
      /^\*\*example\*\*: mini\/roberta on mini-glue \(small synthetic tasks\)/,
    );
    expect(table().markdown).toContain(
      '(matthews: CoLA; accuracy: RTE), mean ± standard deviation over 2 seeds.',
    );
  });

  test('one seed has no spread', () => {
    const oneSeed = { ...spec, sweep: { ...spec.sweep, seed: [1] } };
    const { markdown } = makeTable({ spec: oneSeed, numLayers: 8 }, store.folder);
    expect(markdown).toMatch(/RTE\), one seed\.\n/);
    expect(markdown).not.toMatch(/deviation/);
  });

  test('a classifier that predicts one class only is noted', async () => {
    const [trial] = trials;
    if (trial === undefined) throw new Error('Expected a trial');
    expect(table().markdown).not.toContain('One class only');
    await store.write({ ...doneResult(trial), predictions: { dev: { predictions: [1, 1, 1] } } });
    expect(table().markdown).toContain(`- ${trial.id}: class 1 for every example of dev\n`);
    expect(table().oneClass).toHaveLength(1);
  });

  test('what is not there is marked, never dropped', async () => {
    const [cka1, cka2] = trials.filter(({ id }) => /^cola-cka-n2-r8/.test(id));
    const [random] = trials.filter(({ id }) => id === 'cola-random-n2-r8-seed2');
    if (!cka1 || !cka2 || !random) throw new Error('Expected these trials');
    await store.write(doneResult(cka1, { score: 0.5 }));
    await store.write(failedResult(cka2));
    await store.write(doneResult({ ...random, training: { ...random.training, epochs: 1 } }));
    writeFileSync(join(store.folder, 'cola-random-n2-r8-seed1.json'), '{');
    expect(rowOf('CKA', 2)).toBe('| CKA | 2 | 8 | 50.0 (1 of 2 seeds; 1 failed) | 2 missing | – | 1,000 |');
    expect(rowOf('random', 2)).toBe('| random | 2 | 8 | 1 missing, 1 outdated | 2 missing | – | – |');
  });

  test('a metric that is not defined is neither a score nor missing', async () => {
    await write('cola-full-seed1', NaN);
    await write('cola-full-seed2', 0.5);
    expect(rowOf('Full fine-tuning', 8)).toContain('| 50.0 (1 of 2 seeds; 1 undefined) |');
  });

  test('verdicts stand below the table where the spec asks for them, and only there', async () => {
    for (const method of ['full', 'all-r8']) {
      for (const seed of [1, 2])
        await write(`rte-${method}-seed${seed}`, method === 'full' ? 0.1 * seed : 0.8);
    }
    expect(table().compared).toBeUndefined();
    expect(table().markdown).not.toContain('Comparisons');
    const compare = { against: ['all'], margin: 1 };
    const { compared, markdown } = makeTable({ spec: { ...spec, compare }, numLayers: 8 }, store.folder);
    expect(compared?.comparisons.map(({ a, b }) => [a.method, b.method])).toEqual([['full', 'all']]);
    expect(markdown).toContain('| Full fine-tuning against all, rank 8 | RTE | −65.0 |');
  });

  test('an average over fewer tasks or seeds says so', async () => {
    await write('cola-cka-n2-r4-seed1', 0.25);
    await write('cola-all-r8-seed1', 0.5);
    await write('rte-all-r8-seed1', 0.25);
    expect(table().markdown).toContain('| CKA | 2 | 4 | 25.0 |  | 25.0 (1 task) |');
    expect(rowOf('all', 8)).toContain('| 37.5 (1 of 2 seeds) |');
  });

  test('what answers without a look at the examples score has a line and columns, where results say it', async () => {
    const [trial] = trials;
    if (!trial) throw new Error('Expected a trial');
    const plain = table();
    const baselines = { cola: { of: 'majority class', value: 0 } } as const;
    await store.write({ ...doneResult(trial, { score: 0.5 }), baselines });
    expect(plain.markdown).not.toContain('majority');
    expect(plain.csv).not.toContain('baseline');
    expect(table().markdown).toContain('| majority class |  |  | 0.0 | – | – |  |\n');
    expect(table().csv.split('\n')[0]).toMatch(/,peakMemoryMib,baseline,baselineOf$/);
    expect(table().csv.split('\n')[1]).toMatch(/,0,majority class$/);
    expect(table().summaries[0]).toMatchObject({ baseline: 0, baselineOf: 'majority class' });
  });

  test('models and swept settings are told apart', async () => {
    const set = { 'training.learningRate': [1e-4, 4e-4], 'adapter.dropout': [0] };
    const swept = { ...spec, extraSweeps: [], tasks: ['cola'] as const, sweep: { ...spec.sweep, set } };
    const experiment = { spec: swept, numLayers: 8 };
    for (const trial of expandSweep(swept, 8))
      await store.write(doneResult(trial, { score: trial.training.learningRate * 1000 }));
    const { markdown, csv } = makeTable(experiment, store.folder);
    expect(markdown).toContain('| method | N | rank | settings | CoLA | average | trainable parameters |');
    expect(markdown).toContain('| CKA | 2 | 8 | learningRate 1e-4, dropout 0 | 10.0 ± 0.0 |');
    expect(markdown).toContain('| CKA | 2 | 8 | learningRate 4e-4, dropout 0 | 40.0 ± 0.0 |');
    // Its own learning rate, and no adapter: the sweep makes no difference.
    expect(markdown).toContain('| Full fine-tuning | 8 |  |  | 1.0 ± 0.0 |');
    expect(csv.split('\n')[0]).toMatch(/,settings$/);
    const model = ['org/small', './large'];
    const models = { ...swept, sweep: { layers: [0.5], seed: [1], model } };
    const numLayersOf = { 'org/small': 4, './large': 8, large: 8 };
    const empty = makeTable({ spec: models, numLayers: 4, numLayersOf }, store.folder).markdown;
    expect(empty).toMatch(/^\*\*example\*\*: org\/small, large on mini-glue/);
    expect(empty).toContain('| CKA | 2 | 8 | org/small | 1 missing |');
    expect(empty).toContain('| CKA | 4 | 8 | large | 1 missing |');
  });

  test('results of another model or other data are not those of the experiment', async () => {
    const [trial] = trials;
    if (!trial) throw new Error('Expected a trial');
    await store.write(doneResult({ ...trial, model: 'org/other' }));
    expect(table().cells[0]?.state).toBe('outdated');
    await store.write(doneResult({ ...trial, data: { kind: 'hub' } }));
    expect(table().cells[0]?.state).toBe('outdated');
  });

  test('the CSV has a row per method, N, rank and task, with exact scores', async () => {
    await write('cola-full-seed1', 0.123456789);
    const [head, first, ...rest] = table().csv.trim().split('\n');
    expect(head).toBe(
      'task,metric,method,title,layers,rank,mean,deviation,scored,seeds,failed,missing,outdated,undefined,trainable,secondsPerStep,peakMemoryMib',
    );
    expect(first).toBe('cola,matthews,full,Full fine-tuning,8,0,0.123456789,,1,2,0,1,0,0,1000,0.01,256');
    expect(rest).toHaveLength(2 * (1 + 1 + 2 + 2) + 1 - 1);
  });
});
