import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadTokenizer } from '@lamella/models';
import type { SourceRequest } from './load-source.ts';
import { loadTextTable } from './load-text-table.ts';

let folder: string;
let train: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-text-table-'));
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    cpSync(join(workspaceRoot(), 'fixtures', 'qwen2', name), join(folder, name));
  writeFileSync(
    join(folder, 'chat_template.jinja'),
    "{% for m in messages %}{{ '<|' ~ m.role ~ '|>' ~ m.content ~ '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
  );
  train = join(folder, 'own.jsonl');
  const messages = [
    { role: 'user', content: 'Hello?' },
    { role: 'assistant', content: 'It rains.' },
  ];
  const rows = [1, 2, 3].map((i) => ({ t: `Row ${i} it rains.`, q: 'Hello?', a: 'It rains.', messages }));
  writeFileSync(train, rows.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (request: Partial<SourceRequest>, isForward = true) =>
  loadTextTable({ method: 'cka', ...request, train }, { folder, maxLength: 256, limit: 2, isForward });

test.each<[Partial<SourceRequest>]>([
  [{ text: 't' }],
  [{ instruction: 'q', output: 'a' }],
  [{ instruction: 'q', input: 't', output: 'a', task: 'text-generation' }],
  [{ messages: 'messages' }],
])('%j: the first rows, up to what is said last; with what ends it for gradients', async (request) => {
  const tokenizer = loadTokenizer(folder);
  const examples = await load(request);
  expect(examples).toHaveLength(2);
  for (const { ids } of examples) expect(await tokenizer.decode([...ids])).toMatch(/ains\.$/);
  const [whole] = await load(request, false);
  expect(whole?.ids.length).toBeGreaterThan(examples[0]?.ids.length ?? NaN);
});

test.each<[Partial<SourceRequest>, string]>([
  [{}, 'beside --train for a decoder, got none.'],
  [{ text: 't', messages: 'messages' }, 'beside --train for a decoder, got --text, --messages.'],
  [{ instruction: 'q', input: 't' }, 'beside --train for a decoder, got --instruction, --input.'],
  [{ text: 't', label: 'a' }, 'Expected no --label with --train and a decoder, got a'],
  [{ text: 't', textPair: 'a' }, 'Expected no --text-pair with --train and a decoder, got a'],
  [
    { text: 't', task: 'cola' },
    'Expected --task text-generation (the default) with --train and a decoder, got cola.',
  ],
  [{ text: 'tt' }, 'Unknown column of'],
])('%j is refused', async (request, message) => {
  await expect(load(request)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(message),
  });
});
