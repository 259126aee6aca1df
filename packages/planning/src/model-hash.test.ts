import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { formerModelHash, hashModel } from './model-hash.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-hash-'));
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json'])
    writeFileSync(join(folder, name), name);
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'special_tokens_map.json',
])('%s is a part of the model, and was none before', async (name) => {
  const [hash, former] = [await hashModel(folder), await formerModelHash(folder)];
  expect(hash).toBe(former);
  writeFileSync(join(folder, name), '{}');
  expect(await hashModel(folder)).not.toBe(hash);
  expect(await formerModelHash(folder)).toBe(former);
});

test('notes beside it are none', async () => {
  const hash = await hashModel(folder);
  writeFileSync(join(folder, 'README.md'), 'x');
  writeFileSync(join(folder, 'pretraining.json'), '{}');
  expect(await hashModel(folder)).toBe(hash);
});

test('published results of mini/llava carry the former hash', async () => {
  expect(await formerModelHash(embeddedModelFolder('mini/llava'))).toBe(
    '6d320078fd8e802d44920d35a86bd0b9794cd8c6eb8295cac55aabdf7c81b96d',
  );
});
