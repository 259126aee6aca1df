import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from '@lamella/spec';
import { checkChatTemplates } from './check-chat-templates.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-templates-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const check = (data: Partial<DataSource>, found: { readonly folder?: string } = { folder }): Promise<void> =>
  checkChatTemplates(
    [{ model: folder, data: { kind: 'table', train: 'x.jsonl', ...data } as DataSource }],
    () => found,
  );

test('conversations need a chat template that can be read', async () => {
  await expect(check({ messages: 'turns' })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/^Expected a chat template in .*got none/),
  });
  writeFileSync(join(folder, 'chat_template.jinja'), '{% if %}');
  await expect(check({ messages: 'turns' })).rejects.toMatchObject({ exitCode: 2 });
  writeFileSync(join(folder, 'chat_template.jinja'), '{% for m in messages %}{{ m.content }}{% endfor %}');
  await check({ messages: 'turns' });
});

test('texts need none, and of a model that is not here nothing is known', async () => {
  await check({ text: 'text' });
  await check({ messages: 'turns' }, {});
});
