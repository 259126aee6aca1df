import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import type { TableData } from '../tables/table-data.ts';
import { loadTextGeneration } from './load-text-generation.ts';
import type { TextRow } from './text-row.ts';

let folder: string;
let warnings: string[];
let stop: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-text-'));
  warnings = [];
  stop = listenToWarnings((message) => void warnings.push(message));
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

function write(name: string, texts: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, texts.map((text) => JSON.stringify({ text })).join('\n'));
  return path;
}
const textsOf = (rows: readonly TextRow[] = []): string[] =>
  rows.map((row) => (row.form === 'text' ? row.text : ''));
const letters = Array.from({ length: 20 }, (_, i) => `text ${i}`);
const own = (name: string, texts: readonly string[]): TableData => ({
  ...{ kind: 'table', text: 'text' },
  train: write(name, texts),
});

test('a seeded share of the rows becomes dev rows, in the order of the file', async () => {
  const data = own('a.jsonl', letters);
  const first = await loadTextGeneration(data);
  expect([first.train.length, first.dev.length, first.test]).toEqual([18, 2, undefined]);
  expect([...textsOf(first.train), ...textsOf(first.dev)].sort()).toEqual([...letters].sort());
  expect(textsOf(first.train)).toEqual(letters.filter((text) => !textsOf(first.dev).includes(text)));
  expect((await loadTextGeneration(data)).hash).toBe(first.hash);
  const other = await loadTextGeneration({ ...data, devShare: 0.5, splitSeed: 1 });
  expect(other.dev).toHaveLength(10);
  expect(other.hash).not.toBe(first.hash);
  expect(warnings).toEqual([]);
});

test('own dev and test rows; limits take the first ones', async () => {
  const data = {
    ...own('a.jsonl', letters),
    dev: write('d.jsonl', ['x', 'y']),
    test: write('t.jsonl', ['z']),
  };
  const all = await loadTextGeneration(data);
  expect([all.train.length, textsOf(all.dev), textsOf(all.test)]).toEqual([20, ['x', 'y'], ['z']]);
  const few = await loadTextGeneration(data, { train: 3, dev: 1 });
  expect([textsOf(few.train), textsOf(few.dev)]).toEqual([letters.slice(0, 3), ['x']]);
  expect(few.hash).not.toBe(all.hash);
});

test('the hash is that of the content: neither the name of the file nor the place of a row counts', async () => {
  const hashOf = async (data: TableData): Promise<string> => (await loadTextGeneration(data)).hash;
  const data = { ...own('a.jsonl', ['a', 'b']), dev: write('d.jsonl', ['x']) };
  expect(await hashOf({ ...data, title: 'Other', train: write('b.jsonl', ['a', 'b']) })).toBe(
    await hashOf(data),
  );
  expect(await hashOf({ ...data, train: write('b.jsonl', ['b', 'a']) })).not.toBe(await hashOf(data));
});

test('dev rows that are training rows are told of', async () => {
  const data = { ...own('a.jsonl', letters), dev: write('d.jsonl', ['x', 'text 3', 'text 4']) };
  await loadTextGeneration(data);
  expect(warnings).toEqual([
    `2 of 3 dev rows are training rows as well, the first at ${data.dev}:2: their loss is not that of new text.`,
  ]);
});

test('one row can not be split', async () => {
  await expect(loadTextGeneration(own('a.jsonl', ['a']))).rejects.toThrow(
    /^Expected at least two rows in .*a.jsonl to split dev rows off, got 1\. Name a file of dev rows in data\.dev\.$/,
  );
});
