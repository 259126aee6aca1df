import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '@lamella/models';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { toJob } from '../run/trial-job.ts';
import { KeptInputs } from './kept-inputs.ts';
import { findTaskSource, prepareTrial } from './prepare-trial.ts';

let root: string;
let table: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-prepare-'));
  table = join(root, 'table.csv');
  writeFileSync(table, `text,label\n${'good,1\nbad,0\n'.repeat(10)}`);
});
afterEach(() => rmSync(root, { recursive: true }));

function trialOf(fields: object = {}): ResolvedTrial {
  const spec = {
    ...{ name: 'prepared', model: 'mini/roberta', tasks: ['text-classification'] },
    data: { kind: 'table', train: table, text: 'text', label: 'label' },
    methods: { all: { selection: 'all' } },
    ...{ sweep: { seed: [1] }, ...fields },
  };
  const [trial] = expandSweep(parseSpec(JSON.stringify(spec), join(root, 'prepared.yaml')), 8);
  if (trial === undefined) throw new Error('Expected a trial, got none');
  return trial;
}

test('a worker reads data again that have changed since, and no others', async () => {
  const kept = new KeptInputs();
  const trial = trialOf();
  const places = { runsFolder: root, folder: join(root, 'prepared'), keep: 'none', limits: {} } as const;
  const { trial: _, ...job } = toJob(trial, { ...places, checkpoints: 'none' });
  const findJudge = () => Promise.reject(new Error('Expected no program to be judged'));
  const context = { ...job, kept, findJudge, onProgress: () => undefined };
  const prepare = async () => prepareTrial(trial, context, await findTaskSource(trial));
  const first = await prepare();
  expect((await prepare()).task.train).toBe(first.task.train);
  appendFileSync(table, 'fair,1\n');
  const changed = await prepare();
  expect(changed.hashes.data).not.toBe(first.hashes.data);
});

test('weights that a trial holds in another way are freed before it takes memory', async () => {
  const kept = new KeptInputs();
  const source = await findTaskSource(trialOf());
  const hash = source.model;
  loadModel(source.folder, { head: 'classification', kept: { weights: kept.weights, hash } }).dispose();
  kept.makeRoomFor(source, { hash, weights: 'float32' });
  expect(kept.weights.size).toBeGreaterThan(0);
  kept.makeRoomFor(source, { hash, weights: 'bfloat16' });
  expect(kept.weights.size).toBe(0);
});
