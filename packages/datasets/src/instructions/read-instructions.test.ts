import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alpacaPrompt } from './alpaca-prompt.ts';
import { readInstructions } from './read-instructions.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-instructions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  const text = name.endsWith('.json')
    ? JSON.stringify(rows)
    : rows.map((row) => JSON.stringify(row)).join('\n');
  writeFileSync(path, text);
  return path;
}

test.each([
  ['pissa.json', { instruction: 'Add 1 and 2.', output: '3', type: 'metamath' }],
  ['metamath.jsonl', { query: 'Add 1 and 2.', response: '3', original_question: 'x' }],
  ['gsm8k.jsonl', { question: 'Add 1 and 2.', answer: '3' }],
])('%s', (name, row) => {
  const expected = { prompt: alpacaPrompt('Add 1 and 2.'), target: '3' };
  expect(readInstructions(write(name, [row, row]))).toEqual([0, 1].map((id) => ({ id, ...expected })));
  expect(readInstructions(write(name, [row, row]), 1)).toHaveLength(1);
});

const withInput =
  'Below is an instruction that describes a task, paired with an input that provides further context. ' +
  'Write a response that appropriately completes the request.\n\n' +
  '### Instruction:\nSum up.\n\n### Input:\nA long text.\n\n### Response:';

test("Alpaca's input is a part of the prompt, unless it is empty", () => {
  const row = { instruction: 'Sum up.', output: 'Short.', text: 'all of it', answer: 'x' };
  const path = write('alpaca.json', [
    { ...row, input: 'A long text.' },
    { ...row, input: '' },
    { ...row, input: null },
    row,
  ]);
  const plain = alpacaPrompt('Sum up.');
  expect(readInstructions(path).map(({ prompt }) => prompt)).toEqual([withInput, plain, plain, plain]);
  const wrong = write('input.json', [{ ...row, input: ['a'] }]);
  expect(() => readInstructions(wrong)).toThrow(
    `Expected "input" to be a text at ${wrong}, row 1, got ["a"].`,
  );
});

test.each([
  ['instruction', { instruction: 'a', output: 'b', system: 'You are a pirate.' }],
  ['instruction', { instruction: 'a', output: 'b', history: [] }],
  ['query', { query: 'a', response: 'b', system: 'x' }],
  ['question', { question: 'a', answer: 'b', input: 'context' }],
])('a row with a field that nobody knows is refused by its number (%s)', (_form, row) => {
  const name = Object.keys(row).at(-1);
  const { [name as never]: _, ...known } = row;
  const path = write('strange.jsonl', [known, known, row]);
  expect(() => readInstructions(path)).toThrow(
    new RegExp(`^Unknown field "${name}" in .*strange.jsonl:3\\.`),
  );
  expect(readInstructions(path, 2)).toHaveLength(2);
});

test('says which fields are missing where', () => {
  const path = write('wrong.jsonl', [
    { question: 'a', answer: 'b' },
    { question: 'a', solution: 'b' },
  ]);
  expect(() => readInstructions(path)).toThrow(
    `Expected the fields instruction and output, or query and response, or question and answer at ${path}:2, got question, solution.`,
  );
});
