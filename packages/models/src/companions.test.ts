import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyCompanions, isCompanion } from './companions.ts';

test('tokenizer, chat template and processors go along, weights and configuration do not', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-companions-'));
  const own = ['config.json', 'model.safetensors', 'README.md', 'merges.txt.md'];
  const companions = [
    ...['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'vocab.txt', 'spm.model'],
    ...['generation_config.json', 'chat_template.jinja', 'preprocessor_config.json'],
  ];
  for (const name of [...own, ...companions]) writeFileSync(join(root, name), name);
  await copyCompanions(root, join(root, 'new', 'folder'));
  expect(readdirSync(join(root, 'new', 'folder'))).toEqual(companions.toSorted());
  expect(own.filter(isCompanion)).toEqual([]);
  rmSync(root, { recursive: true });
});
