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

test('says which fields are missing where', () => {
  const path = write('wrong.jsonl', [
    { question: 'a', answer: 'b' },
    { question: 'a', solution: 'b' },
  ]);
  expect(() => readInstructions(path)).toThrow(
    `Expected the fields instruction and output, or query and response, or question and answer at ${path}:2, found question, solution.`,
  );
});
