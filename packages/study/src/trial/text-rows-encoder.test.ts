import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import type { TextExample, TextRow } from '@lamella/tasks';
import { loadTextRowsEncoder } from './text-rows-encoder.ts';

let folder: string;
let warnings: string[];
let stop: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-encoder-'));
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    cpSync(join(workspaceRoot(), 'fixtures', 'qwen2', name), join(folder, name));
  warnings = [];
  stop = listenToWarnings((message) => void warnings.push(message));
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

const useTemplate = (template: string): void => writeFileSync(join(folder, 'chat_template.jinja'), template);
const chatml =
  "{% for message in messages %}{{ '<|' ~ message.role ~ '|>' ~ message.content ~ '<|end|>\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";
const rowsOf = (...examples: TextExample[]): TextRow[] =>
  examples.map((example, i) => ({ ...example, where: `own.jsonl:${i + 1}` }));
const chat = (answer: string): TextExample => ({
  form: 'messages',
  messages: [
    { role: 'user', content: 'Hello?' },
    { role: 'assistant', content: answer },
  ],
});

test('a conversation that the template refuses is an error with the place of its row', async () => {
  useTemplate(`{% if messages | length > 2 %}{{ raise_exception('Too long') }}{% endif %}${chatml}`);
  const long: TextExample = {
    form: 'messages',
    messages: [...messagesOf(chat('a')), ...messagesOf(chat('b'))],
  };
  const encoder = loadTextRowsEncoder(folder);
  await expect(encoder.encode(rowsOf(chat('a'), long), 'train', 64)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^own\.jsonl:2: The chat template in .* refuses the conversation: Too long$/,
    ),
  });
});

test('without a chat template there are no conversations', async () => {
  await expect(loadTextRowsEncoder(folder).encode(rowsOf(chat('a')), 'train', 64)).rejects.toThrow(
    /^Expected a chat template in /,
  );
});

test('what is cut, and what has nothing left to learn, is told; nothing at all is an error', async () => {
  useTemplate(chatml);
  const encoder = loadTextRowsEncoder(folder);
  const rows = rowsOf(chat('Yes.'), chat('A long answer. '.repeat(30)), {
    form: 'messages',
    messages: [
      { role: 'user', content: 'A long question. '.repeat(30) },
      ...messagesOf(chat('No.')).slice(1),
    ],
  });
  const examples = await encoder.encode(rows, 'dev', 64);
  expect(examples.map(({ id }) => id)).toEqual([0, 1]);
  expect(examples[1]?.ids).toHaveLength(64);
  expect(warnings).toEqual([
    '2 of 3 rows of dev (66.7 %) are longer than 64 tokens (maxLength): their end is cut away.',
    '1 of 3 rows of dev (33.3 %) have nothing left to learn within 64 tokens and are left out, the first at own.jsonl:3.',
  ]);
  await expect(encoder.encode(rows.slice(2), 'dev', 64)).rejects.toThrow(
    'Expected rows of dev with something to learn within 64 tokens (maxLength), got none: what is to be learnt begins behind them, the first at own.jsonl:3.',
  );
});

test('representations are measured up to what is said last', async () => {
  useTemplate(chatml);
  const encoder = loadTextRowsEncoder(folder);
  const { tokenizer } = encoder;
  const textOf = async (example: TextExample): Promise<string> => {
    const [encoded] = await encoder.encodeWithoutEnds(rowsOf(example), 'train', 64);
    return tokenizer.decode([...(encoded?.ids ?? [])]);
  };
  expect(await textOf(chat('It rains.'))).toMatch(/It rains\.$/);
  expect(await textOf({ form: 'instruction', prompt: 'A: ', target: 'It rains.' })).toMatch(/It rains\.$/);
  expect(await textOf({ form: 'text', text: 'It rains.' })).toMatch(/It rains\.$/);
  const [whole] = await encoder.encode(rowsOf({ form: 'text', text: 'It rains.' }), 'train', 64);
  expect(whole?.ids.at(-1)).toBe(tokenizer.eosId);
});

function messagesOf(example: TextExample): Extract<TextExample, { form: 'messages' }>['messages'] {
  return example.form === 'messages' ? example.messages : [];
}
