import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { alpacaPrompt, readTable } from '@lamella/datasets';
import { readTextRows, type TextColumns, textColumnNames } from './read-text-rows.ts';
import type { TextRow } from './text-row.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-rows-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string, columns: TextColumns): Promise<TextRow[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readTextRows(await readTable(path, { columns: textColumnNames(columns) }), columns);
}
const lines = (...rows: unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

const alpaca = { instruction: 'instruction', input: 'input', output: 'output' };
const hello = [
  { role: 'user', content: 'Hello?' },
  { role: 'assistant', content: 'Yes.' },
];

test("Alpaca's rows, with an input, an empty one and none", async () => {
  const row = { instruction: 'Sum up.', output: 'Short.' };
  const rows = await read(
    'own.jsonl',
    lines({ ...row, input: 'A long text.' }, { ...row, input: '' }, { ...row, input: null }, row),
    alpaca,
  );
  const plain = { form: 'instruction', prompt: alpacaPrompt('Sum up.'), target: 'Short.' };
  expect(rows).toEqual([
    { ...plain, prompt: alpacaPrompt('Sum up.', 'A long text.'), where: join(folder, 'own.jsonl:1') },
    ...[2, 3, 4].map((line) => ({ ...plain, where: join(folder, `own.jsonl:${line}`) })),
  ]);
});

test('other names of columns, in CSV', async () => {
  const [row] = await read('own.csv', 'q,a\n"One, two?",Three.\n', { instruction: 'q', output: 'a' });
  expect(row).toMatchObject({ prompt: alpacaPrompt('One, two?'), target: 'Three.' });
});

test('texts', async () => {
  const rows = await read('own.json', JSON.stringify([{ text: 'a b' }, { text: ' c' }]), { text: 'text' });
  expect(rows).toMatchObject([
    { form: 'text', text: 'a b' },
    { form: 'text', text: ' c', where: `${join(folder, 'own.json')}, row 2` },
  ]);
});

test('conversations, and those in JSON in a table of texts; fields that say nothing pass', async () => {
  const messages = [{ role: 'system', content: 'Be brief.' }, ...hello];
  const silent = messages.map((message) => ({ ...message, tool_calls: [], name: null, weight: 1 }));
  const rows = await read('own.jsonl', lines({ messages }, { messages: silent }), { messages: 'messages' });
  expect(rows).toMatchObject([{ form: 'messages', messages }, { messages }]);
  const [row] = await read('own.csv', `chat\n"${JSON.stringify(hello).replaceAll('"', '""')}"\n`, {
    messages: 'chat',
  });
  expect(row).toMatchObject({ messages: hello });
});

const talk = { messages: 'messages' };
const two = (row: unknown): string => lines({ messages: hello }, { messages: row });
const said = (message: unknown): string => two([hello[0], message]);

/** A file, its columns, and what is said of it after its path. */
const wrong: readonly (readonly [string, string, TextColumns, string])[] = [
  ['no answer', lines({ instruction: 'a', input: 'b', output: 'c' }, { instruction: 'a' }), alpaca, 'Expected a value at F:2, column "output", got none.'],
  ['an answer that is null', lines({ instruction: 'a', input: 'b', output: null }), alpaca, 'Expected a value at F:1, column "output", got none.'],
  ['an empty answer', lines({ instruction: 'a', input: 'b', output: ' ' }), alpaca, 'Expected a text that is not empty at F:1, column "output", got " ".'],
  ['an answer that is a number', lines({ instruction: 'a', input: 'b', output: 3 }), alpaca, 'Expected a text at F:1, column "output", got 3.'],
  ['no instruction', lines({ instruction: '', input: 'b', output: 'c' }), alpaca, 'Expected a text that is not empty at F:1, column "instruction", got "".'],
  ['an input that is a list', lines({ instruction: 'a', input: ['b'], output: 'c' }), alpaca, 'Expected a text, or none at F:1, column "input", got ["b"].'],
  ['an empty text', lines({ text: 'a' }, { text: '\n' }), { text: 'text' }, 'Expected a text that is not empty at F:2, column "text", got "\\n".'],
  ['a text that is an object', lines({ text: { a: 1 } }), { text: 'text' }, 'Expected a text at F:1, column "text", got {"a":1}.'],
  ['no conversation', lines({ messages: hello }, { messages: null }), talk, 'Expected a value at F:2, column "messages", got none.'],
  ['an empty conversation', two([]), talk, 'Expected at least one message at F:2, column "messages", got an empty list.'],
  ['a conversation that is an object', two(hello[0]), talk, 'Expected a list of messages {role, content} at F:2, column "messages", got {"role":"user","content":"Hello?"}.'],
  ['a conversation that is a text', two('Hello?'), talk, 'Expected a list of messages {role, content} in JSON at F:2, column "messages", got "Hello?": '],
  ['a message that is a text', two(['Hello?']), talk, 'Expected an object {role, content} at F:2, column "messages", message 1, got "Hello?".'],
  ['a message without a role', said({ content: 'a' }), talk, 'Expected the fields role and content at F:2, column "messages", message 2, got content.'],
  ["ShareGPT's names", two([{ from: 'human', value: 'a' }]), talk, "Expected the fields role and content at F:2, column \"messages\", message 1, got from, value (ShareGPT's names: rename from and value)."],
  ['an unknown role', said({ role: 'bot', content: 'a' }), talk, 'Expected a role of system, user, assistant at F:2, column "messages", message 2, got "bot".'],
  ['a role that is a number', said({ role: 1, content: 'a' }), talk, 'Expected a role of system, user, assistant at F:2, column "messages", message 2, got 1.'],
  ['a tool', said({ role: 'tool', content: 'a' }), talk, 'Expected a role of system, user, assistant at F:2, column "messages", message 2, got "tool".'],
  ['a content that is null', said({ role: 'assistant', content: null }), talk, 'Expected a content that is a text at F:2, column "messages", message 2, got null.'],
  ['a content of parts', said({ role: 'assistant', content: [{ type: 'text', text: 'a' }] }), talk, 'Expected a content that is a text at F:2, column "messages", message 2, got [{"type":"text","text":"a"}].'],
  ['an empty message', said({ role: 'assistant', content: '' }), talk, 'Expected a content that is not empty at F:2, column "messages", message 2, got "".'],
  ['a user in the end', two(hello.slice(0, 1)), talk, "Expected the last message to be the assistant's, which is learnt at F:2, column \"messages\", got one of the role user."],
  ['a late system message', two([hello[0], { role: 'system', content: 'a' }, hello[1]]), talk, 'Expected a system message at the beginning alone at F:2, column "messages", got one as message 2.'],
  ['calls of tools', said({ ...hello[1], tool_calls: [{ id: 1 }] }), talk, 'Expected "tool_calls" in F:2, column "messages", message 2 to be null or [] or "", got [{"id":1}], which is not supported'],
  ['messages that are not learnt', said({ ...hello[1], weight: 0 }), talk, 'Expected "weight" in F:2, column "messages", message 2 to be null or 1, got 0, which is not supported'],
  ['a field that nobody knows', said({ ...hello[1], mood: 'good' }), talk, 'Unknown field "mood" in F:2, column "messages", message 2.'],
]; // prettier-ignore

test.each(wrong)('%s is an error that says where', async (_, content, columns, expected) => {
  const error: unknown = await read('wrong.jsonl', content, columns).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw new Error(`Expected a UserError, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain(expected.replaceAll('F:', `${join(folder, 'wrong.jsonl')}:`));
});
