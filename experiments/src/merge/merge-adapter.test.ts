import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadModel, loadTokenizer } from '@lamella/models';
import { openFamily } from '../conform/family-reference.ts';
import { readRows } from '../conform/reference-rows.ts';
import { runLogits } from '../conform/run-model.ts';
import { ENCODER_TOLERANCES } from '../conform/tolerances.ts';
import { mergeAdapter } from './merge-adapter.ts';

const output = mkdtempSync(join(tmpdir(), 'lamella-merge-'));
afterAll(() => rmSync(output, { recursive: true }));
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
  const rows = readRows(family.reference, '');
  const model = loadModel(output, { head });
  const found = runLogits(model, rows.batch(0, rows.numRows), 'eager');
  const expected = family.train.read(`${run}/logits_merged`).data;
  expect(Math.max(...found.map((logit, i) => Math.abs(logit - (expected[i] ?? NaN))))).toBeLessThan(3e-4);
  const { ids } = await loadTokenizer(output).encode('A text');
  expect(ids).toEqual((await loadTokenizer(fixture(name)).encode('A text')).ids);
  model.dispose();
  family.close();
});

test('an adapter of another task is an error', async () => {
  const adapter = join(output, 'adapter');
  cpSync(join(fixture('roberta'), 'lora_adapter'), adapter, { recursive: true });
  const path = join(adapter, 'adapter_config.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('SEQ_CLS', 'TOKEN_CLS'));
  await expect(mergeAdapter({ model: fixture('roberta'), adapter, output })).rejects.toThrow(
    /"task_type" in .* to be one of SEQ_CLS, CAUSAL_LM, found "TOKEN_CLS"\.$/,
  );
});
