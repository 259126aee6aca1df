import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemplate } from './find-template.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-template-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, content: unknown): void =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));

test('templates by name: that for tools, where there are any, and that of the name "default"', () => {
  expect(findTemplate(folder, false)).toBeUndefined();
  const chat_template = [
    { name: 'default', template: 'd' },
    { name: 'tool_use', template: 't' },
  ];
  write('tokenizer_config.json', { chat_template });
  expect([findTemplate(folder, false)?.text, findTemplate(folder, true)?.text]).toEqual(['d', 't']);
  write('tokenizer_config.json', { chat_template: { default: 'e' } });
  expect(findTemplate(folder, true)?.text).toBe('e');
  write('tokenizer_config.json', { chat_template: [{ name: 'rag', template: 'r' }] });
  expect(() => findTemplate(folder, false)).toThrow(
    `Expected a chat template of the name "default" in ${join(folder, 'tokenizer_config.json')}, got "rag".`,
  );
});

test('files of templates', () => {
  write('tokenizer_config.json', { chat_template: 'c' });
  write('chat_template.json', { chat_template: 'j' });
  expect(findTemplate(folder, false)?.text).toBe('j');
  write('chat_template.jinja', 'x');
  expect(findTemplate(folder, true)).toEqual({ text: 'x', path: join(folder, 'chat_template.jinja') });
  mkdirSync(join(folder, 'additional_chat_templates'));
  write('additional_chat_templates/tool_use.jinja', 'y');
  expect([findTemplate(folder, false)?.text, findTemplate(folder, true)?.text]).toEqual(['x', 'y']);
});
