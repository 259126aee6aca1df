import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { loadTableTask, type LoadTableOptions } from './load-table-task.ts';
import { describeTableRows } from '../tables/table-rows.ts';
import type { TableData } from '../tables/table-data.ts';
import type { ClassifierTableTask } from '../tables/table-tasks.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-tables-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
};
const load = (
  data: Partial<TableData>,
  task: ClassifierTableTask = 'text-classification',
  options?: LoadTableOptions,
) => loadTableTask(task, { kind: 'table', train: '', text: 'text', label: 'label', ...data }, options);
const errorOf = (...asked: Parameters<typeof load>): Promise<string> =>
  load(...asked).then(
    () => 'none',
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
      return (error as Error).message.replaceAll(`${folder}/`, '');
    },
  );
/** Rows of three classes, a quarter, a quarter and a half of them. */
const rows = Array.from({ length: 200 }, (_, i) => `text ${i},${['10', '9', 'x', 'x'][i % 4]}`);
const train = (name = 'train.csv', body: readonly string[] = rows) => write(name, ['text,label', ...body]);

test('classes are sorted, and each is split by its share', async () => {
  const task = await load({ train: train(), devShare: 0.2 });
  expect([task.labels, task.metrics]).toEqual([
    ['10', '9', 'x'],
    ['accuracy', 'f1_macro'],
  ]);
  const { train: trained, dev } = task.splits;
  const count = (label: number, examples = dev) => [...examples].filter((one) => one.label === label).length;
  expect([0, 1, 2].map((label) => [count(label), count(label, trained)])).toEqual([
    [10, 40],
    [10, 40],
    [20, 80],
  ]);
  const texts = [...trained, ...dev].map(({ text }) => text);
  expect(new Set(texts).size).toBe(200);
  const order = [...trained].map(({ text }) => Number(text.slice(5)));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect([...dev].map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, id) => id));
});

test('numbers are sorted as numbers, and a list is kept as it is', async () => {
  const body = ['10', '-1', '9', '2.5'].flatMap((label) => [`a${label},${label}`, `b${label},${label}`]);
  expect((await load({ train: train('numbers.csv', body) })).labels).toEqual(['-1', '2.5', '9', '10']);
  const labels = [9, 10, '2.5', -1] as const;
  const task = await load({ train: train('numbers.csv', body), labels });
  expect(task.labels).toEqual(['9', '10', '2.5', '-1']);
  const labelled = [...task.splits.train, ...task.splits.dev];
  expect(labelled.find(({ text }) => text === 'a10')?.label).toBe(1);
});

test('a regression takes the numbers, and splits without classes', async () => {
  const body = rows.map((_, i) => `text ${i},${i / 4 - 3}`);
  const task = await load({ train: train('numbers.csv', body) }, 'text-regression');
  expect([task.kind, task.labels, task.metrics]).toEqual(['regression', [], ['pearson', 'spearman', 'rmse']]);
  expect([task.splits.train.length, task.splits.dev.length]).toEqual([180, 20]);
  const [first] = task.splits.train;
  expect(first).toEqual({ id: 0, text: 'text 0', label: -3 });
});

test('files of dev and test rows, pairs, and JSON with numbers as classes', async () => {
  const lines = (texts: readonly string[]) =>
    texts.map((text, i) => JSON.stringify({ text, pair: `p${text}`, label: i % 2 }));
  const data = {
    train: write('a.jsonl', lines(['a', 'b', 'c'])),
    dev: write('b.jsonl', lines(['d'])),
    test: write('c.jsonl', lines(['e', 'f'])),
    textPair: 'pair',
    metric: 'f1',
  };
  const task = await load(data);
  expect([...(task.splits.test ?? [])]).toEqual([
    { id: 0, text: 'e', pair: 'pe', label: 0 },
    { id: 1, text: 'f', pair: 'pf', label: 1 },
  ]);
  expect([task.labels, task.rows.split, task.metrics]).toEqual([
    ['0', '1'],
    undefined,
    ['f1', 'accuracy', 'f1_macro'],
  ]);
  expect(describeTableRows(task.rows)).toBe('3 training rows, 1 dev row, 2 test rows; 2 classes: 0, 1');
});

test('the split is the seed’s, and the hash covers it, texts, labels and metric', async () => {
  const data = { train: train() };
  const texts = async (changes: Partial<TableData>) =>
    [...(await load({ ...data, ...changes })).splits.dev].map(({ text }) => text);
  expect(await texts({})).toEqual(await texts({}));
  expect(await texts({ splitSeed: 1 })).not.toEqual(await texts({}));
  const changed = rows.map((row, i) => (i === 0 ? 'text 0,9' : row));
  const hashes = await Promise.all([
    load(data),
    load({ ...data, splitSeed: 1 }),
    load({ ...data, devShare: 0.2 }),
    load({ ...data, metric: 'f1_macro' }),
    load({ train: train('other.csv', changed) }),
    load({ ...data, labels: ['x', '9', '10'] }),
    load(data, 'text-classification', { rows: { train: 50 } }),
  ]);
  expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(hashes.length);
  const again = await load({
    train: write('same.tsv', ['text\tlabel', ...rows.map((r) => r.replace(',', '\t'))]),
  });
  expect(again.hash).toBe(hashes[0]?.hash);
});

test('what is said of the rows', async () => {
  const task = await load({ train: train(), splitSeed: 3 });
  expect(describeTableRows(task.rows)).toBe(
    '180 training rows, 20 dev rows (10 % of each class of the training file, seed 3); 3 classes: 10, 9, x',
  );
  const numbers = await load({ train: train('n.csv', ['a,1', 'b,2', 'c,3']) }, 'text-regression');
  expect(describeTableRows(numbers.rows)).toBe(
    '2 training rows, 1 dev row (10 % of the training file, seed 0)',
  );
});

test('rows that are scored and trained on, and classes without a row, are warned of', async () => {
  const told: string[] = [];
  const stop = listenToWarnings((message) => told.push(message.replaceAll(`${folder}/`, '')));
  await load({
    train: train('o.csv', ['a,1', 'b,2', 'c,1']),
    dev: train('dev.csv', ['d,1', 'b,1', 'a,1', 'a,2']),
    labels: [1, 2, 3],
  });
  stop();
  expect(told).toEqual([
    'No row of o.csv is of 3 (data.labels): nothing is learnt of these classes.',
    '3 of 4 dev rows have the text of a training row, the first at dev.csv:3: their score is not that of new texts.',
  ]);
});

test.each<[string, readonly string[], Partial<TableData>, ClassifierTableTask, string]>([
  [
    'an empty text',
    ['a,1', ' ,2', 'c,1', 'd,2'],
    {},
    'text-classification',
    'Expected a text that is not empty at x.csv:3, column "text", got " ".',
  ],
  [
    'an empty label',
    ['a,1', 'b,'],
    {},
    'text-classification',
    'Expected a class at x.csv:3, column "label", got an empty one.',
  ],
  [
    'one class',
    ['a,1', 'b,1'],
    {},
    'text-classification',
    'Expected at least two classes in column "label" of x.csv, got "1" in all 2 rows: there is nothing to tell apart.',
  ],
  [
    'one class of those listed',
    ['a,1', 'b,1'],
    { labels: ['0', '1'] },
    'text-classification',
    'Expected at least two classes in column "label" of x.csv, got "1" in all 2 rows: there is nothing to tell apart.',
  ],
  [
    'a class with one row',
    ['a,1', 'b,2', 'c,1'],
    {},
    'text-classification',
    'Expected at least two rows of every class in x.csv to split dev rows off by class, got one of "2". Add rows of that class or leave it out, or name a file of dev rows in data.dev.',
  ],
  [
    'a class that is not listed',
    ['a,1', 'b,2'],
    { labels: ['1', '3'] },
    'text-classification',
    'Expected one of the classes of data.labels (1, 3) at x.csv:3, column "label", got "2".',
  ],
  [
    'a class listed twice',
    ['a,1', 'b,2'],
    { labels: ['1', 1] },
    'text-classification',
    'Expected different classes in data.labels, got "1" more than once.',
  ],
  [
    'F1 of three classes',
    ['a,1', 'b,2', 'c,3'],
    { metric: 'f1' },
    'text-classification',
    'Expected two classes for data.metric f1, which is that of the second one, got 3. Take f1_macro or f1_weighted.',
  ],
  [
    'a word as a number',
    ['a,1', 'b,two'],
    {},
    'text-regression',
    'Expected a finite number at x.csv:3, column "label", got "two".',
  ],
  [
    'an infinite number',
    ['a,1', 'b,inf'],
    {},
    'text-regression',
    'Expected a finite number at x.csv:3, column "label", got "inf".',
  ],
  [
    'a number that 32 bits cannot hold',
    ['a,1', 'b,1e39'],
    {},
    'text-regression',
    'Expected a number below 3.4e38 at x.csv:3, column "label", got "1e39".',
  ],
  [
    'one row',
    ['a,1'],
    {},
    'text-regression',
    'Expected at least two rows in x.csv to split dev rows off, got 1. Name a file of dev rows in data.dev.',
  ],
])('%s is refused', async (_, body, data, task, message) => {
  expect(await errorOf({ train: train('x.csv', body), ...data }, task)).toBe(message);
});

test('a class of dev rows that no training row has, and first rows of one class, are refused', async () => {
  const dev = train('dev.csv', ['a,1', 'b,7']);
  expect(await errorOf({ train: train('x.csv', ['c,1', 'd,2']), dev })).toBe(
    'Expected one of the classes of x.csv (1, 2) at dev.csv:3, column "label", got "7".',
  );
  const sorted = ['a,1', 'b,1', 'c,1', 'd,2', 'e,2'];
  expect(
    await errorOf({ train: train('x.csv', sorted) }, 'text-classification', { rows: { train: 2 } }),
  ).toBe(
    'Expected at least two classes among the 2 training rows, got "1" alone. Take more of them (rows.train), or mix the file.',
  );
});

test('values of JSON that are no texts or classes are refused', async () => {
  const lines = (row: object) =>
    ['x', 'y', row, 'x', 'y']
      .map((label) => (typeof label === 'string' ? { text: 'a', label } : label))
      .map((one) => JSON.stringify(one));
  const error = (row: object) => errorOf({ train: write('y.jsonl', lines(row)) });
  expect(await error({ text: 5, label: 'x' })).toBe('Expected a text at y.jsonl:3, column "text", got 5.');
  expect(await error({ label: 'x' })).toBe('Expected a text at y.jsonl:3, column "text", got none.');
  expect(await error({ text: 'c', label: null })).toBe(
    'Expected a class at y.jsonl:3, column "label", got none.',
  );
  expect(await error({ text: 'c', label: ['x'] })).toBe(
    'Expected a class at y.jsonl:3, column "label", got ["x"].',
  );
});
