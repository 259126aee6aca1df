import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTask, readTask } from '@lamella/adapters/notes';
import { workspaceRoot } from '@lamella/core';
import { loadModel, loadProcessor, loadTokenizer } from '@lamella/models';
import { ENCODER_TOLERANCES, openFamily, readReferenceRows, runLogits } from '@lamella/conformance';
import { mergeAdapter } from './merge-adapter.ts';

let output: string;
beforeEach(() => (output = mkdtempSync(join(tmpdir(), 'lamella-merge-'))));
afterEach(() => rmSync(output, { recursive: true }));
const fixture = (name: string): string => join(workspaceRoot(), 'fixtures', name);

test.each([
  ['roberta', 'dora'],
  ['llama', 'rslora'],
] as const)('%s: the written model computes what PEFT’s merged %s does', async (name, run) => {
  const adapter = join(fixture(name), `${run}_adapter`);
  const { largestGap, numTexts } = await mergeAdapter({ model: fixture(name), adapter, output });
  expect(numTexts).toBe(3);
  expect(largestGap).toBeGreaterThan(0);
  expect(largestGap).toBeLessThan(3e-4);
  const head = name === 'llama' ? 'causal-lm' : 'classification';
  const family = openFamily(fixture(name), { head, position: 'cls', tolerances: ENCODER_TOLERANCES });
  const rows = readReferenceRows(family.reference, '');
  const model = loadModel(output, { head });
  const found = runLogits(model, rows.batch(0, rows.numRows), 'eager');
  const expected = family.train.read(`${run}/logits_merged`).data;
  expect(Math.max(...found.map((logit, i) => Math.abs(logit - (expected[i] ?? NaN))))).toBeLessThan(3e-4);
  const { ids } = await loadTokenizer(output).encode('A text');
  expect(ids).toEqual((await loadTokenizer(fixture(name)).encode('A text')).ids);
  model.dispose();
  family.close();
});

test('beside a merged LLaVA lie its processors, unchanged', async () => {
  const base = fixture('llava');
  await mergeAdapter({ model: base, adapter: join(base, 'lora_adapter'), output });
  const companions = [
    ...['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'],
    ...['preprocessor_config.json', 'processor_config.json', 'generation_config.json'],
  ];
  for (const name of companions)
    expect(readFileSync(join(output, name), 'utf8')).toBe(readFileSync(join(base, name), 'utf8'));
  const image = readFileSync(join(base, 'image0.png'));
  const { shape } = await loadProcessor(output).processImage(image, 'image0.png');
  expect(shape).toEqual([3, 28, 28]);
});

test('an output that is there is overwritten only if that is asked for', async () => {
  writeFileSync(join(output, 'notes.txt'), 'of value');
  const request = { model: fixture('roberta'), adapter: join(fixture('roberta'), 'lora_adapter'), output };
  await expect(mergeAdapter(request)).rejects.toThrow(
    `Expected an empty or new folder for the merged model, got ${output} with notes.txt. Add --overwrite to write into it.`,
  );
  expect(readdirSync(output)).toEqual(['notes.txt']);
  await mergeAdapter({ ...request, overwrite: true });
  expect(readdirSync(output)).toEqual(expect.arrayContaining(['notes.txt', 'model.safetensors']));
});

test('an adapter of another task is an error', async () => {
  const adapter = join(output, 'adapter');
  cpSync(join(fixture('roberta'), 'lora_adapter'), adapter, { recursive: true });
  const path = join(adapter, 'adapter_config.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('SEQ_CLS', 'TOKEN_CLS'));
  await expect(
    mergeAdapter({ model: fixture('roberta'), adapter, output: join(output, 'merged') }),
  ).rejects.toThrow(/"task_type" in .* to be one of SEQ_CLS, CAUSAL_LM, got "TOKEN_CLS"\.$/);
});

test('a merged classifier knows the names of its classes', async () => {
  const adapter = join(output, 'adapter');
  cpSync(join(fixture('roberta'), 'lora_adapter'), adapter, { recursive: true });
  const labels = ['contradiction', 'entailment', 'neutral'];
  const task = { task: 'mnli', title: 'GLUE', kind: 'classification', maxLength: 64, labels } as const;
  writeFileSync(join(adapter, 'task.json'), formatTask(task));
  const merged = join(output, 'merged');
  await mergeAdapter({ model: fixture('roberta'), adapter, output: merged });
  const { id2label } = JSON.parse(readFileSync(join(merged, 'config.json'), 'utf8')) as { id2label: object };
  expect(Object.values(id2label)).toEqual(labels);
  expect(readTask(merged)).toEqual(task);
});
