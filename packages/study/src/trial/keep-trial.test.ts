import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAdapter } from '@lamella/adapters';
import { listenToWarnings } from '@lamella/core';
import { tf } from '@lamella/engine';
import { trainedTrial, type TrainedOptions } from '../testing/trained-trial.ts';
import { keepAdapter, keepTrial } from './keep-trial.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-keep-'));
  folder = join(root, 'kept');
});
afterEach(() => rmSync(root, { recursive: true }));

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

async function keep(options: TrainedOptions, what: 'none' | 'best' | 'all' = 'best') {
  const trained = trainedTrial(options);
  const kept = await keepTrial(trained, { keeping: { folder, keep: what } }, evaluation);
  trained.adapted.remove();
  trained.model.dispose();
  return kept;
}

const labels = ['negative', 'positive'];
const evaluation = {
  name: 'accuracy',
  metrics: { accuracy: 0.75, f1: 0.5 },
  baselines: { sst2: { of: 'majority class', value: 0.5 } },
} as const;

test('an adapter lies there with what it was trained for, and no tokenizer', async () => {
  const kept = await keep({ family: 'bert', labels });
  const names = [
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'selection.json',
    'task.json',
  ];
  expect(readdirSync(folder)).toEqual(names);
  expect(Object.keys(kept?.files ?? {})).toEqual(names.slice(1));
  expect(describeAdapter(folder)).toMatchObject({
    base: kept?.base.name,
    head: 'classification',
    numLabels: 2,
    task: { task: 'sst2', kind: 'classification', labels, maxLength: 128, replacesHead: true },
  });
  expect(JSON.parse(read('selection.json'))).toMatchObject({
    trial: 'sst2-own-r3-seed7',
    numLayers: 3,
    layers: [0, 2],
    method: 'list',
    numSelected: 2,
  });
  const card = read('README.md');
  expect(card).toMatch(/^---\nlibrary_name: peft\nbase_model: ".*bert"\n---\n\n# sst2-own-r3-seed7\n/);
  expect(card).toMatch(/- trained: LoRA of rank 3 \(alpha 6\) on query, intermediate\.dense\n/);
  expect(card).toMatch(/- accuracy: 0\.7500 \(majority class: 0\.5000\)\n- f1: 0\.5000\n/);
});

test('an adapter says how its base was held while it was trained', async () => {
  await keep({ family: 'bert', labels, quantization: 'nf4' });
  expect(describeAdapter(folder).task).toMatchObject({ quantization: 'nf4' });
  expect(read('README.md')).toMatch(/- base held in: nf4\n/);
  expect(read('README.md')).toMatch(/lamella predict --adapter \. .* --quantization nf4\n/);
});

test('whole models are kept only if all is, with their tokenizer and classes', async () => {
  expect(await keep({ family: 'roberta', tuning: 'head', labels })).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  const kept = await keep({ family: 'roberta', tuning: 'full', labels }, 'all');
  expect(kept?.kind).toBe('model');
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['model.safetensors', 'tokenizer.json', 'README.md']),
  );
  expect(JSON.parse(read('config.json'))).toMatchObject({ id2label: { 0: 'negative', 1: 'positive' } });
  expect(await keep({ family: 'roberta', labels }, 'none')).toBeUndefined();
});

test('a kept adapter is replaced; what is of others is set aside with it', async () => {
  await keep({ family: 'bert', labels, tuning: 'full' }, 'all');
  await keep({ family: 'bert', labels });
  expect(readdirSync(root)).toEqual(['kept']);
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'notes.txt'), 'of value');
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  await keep({ family: 'bert', labels }).finally(stop);
  expect(warnings).toEqual([
    expect.stringMatching(/kept held mine, which is not Lamella's: it is kept as .*kept\.former\.$/),
  ]);
  expect(readdirSync(root)).toEqual(['kept', 'kept.former']);
});

test('what is answered by text is kept before its scores are known, and then told them', async () => {
  const trained = trainedTrial({ family: 'llama' });
  const answered = { ...trained, task: { ...trained.task, isAnsweredByText: true } };
  await keepAdapter(folder, answered);
  expect(read('README.md')).not.toMatch(/accuracy/);
  const before = read('adapter_model.safetensors');
  rmSync(join(folder, 'selection.json'));
  const kept = await keepTrial(
    answered,
    { keeping: { folder, keep: 'best' } },
    { name: 'accuracy', metrics: { accuracy: 0.5 } },
  );
  expect(read('README.md')).toMatch(/- accuracy: 0\.5000\n/);
  expect(read('adapter_model.safetensors')).toBe(before);
  expect(Object.keys(kept?.files ?? {})).not.toContain('selection.json');
  trained.adapted.remove();
  trained.model.dispose();
});

test('nothing leaks', async () => {
  const { numTensors } = tf.memory();
  await keep({ family: 'bert', labels });
  await keep({ family: 'bert', labels, tuning: 'full' }, 'all');
  expect(tf.memory().numTensors).toBe(numTensors);
});
