import type { DataSource } from '../data-source.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadTextTask } from './load-text-task.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-text-task-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

const instructions = ['a', 'b', 'c'].map((letter) => ({ instruction: `Say ${letter}.`, output: letter }));
const problem = { question: 'How many?', answer: 'Two.\n#### 2' };
const files = (): DataSource => ({
  kind: 'files',
  train: write('train.jsonl', instructions),
  benchmarks: { gsm8k: write('gsm8k.jsonl', [problem, problem]) },
});

test('files: training examples, and the benchmarks that have a file', async () => {
  const { train, benchmarks } = await loadTextTask('metamath', files());
  expect(train.map(({ target }) => target)).toEqual(['a', 'b', 'c']);
  expect(benchmarks.map(({ name, questions }) => [name, questions.length])).toEqual([['gsm8k', 2]]);
});

test('a limit on rows, and any change of a text, is other data', async () => {
  const { hash } = await loadTextTask('metamath', files());
  expect((await loadTextTask('metamath', files())).hash).toBe(hash);
  const limited = await loadTextTask('metamath', files(), { train: 2, dev: 1 });
  expect([limited.train.length, limited.benchmarks[0]?.questions.length]).toEqual([2, 1]);
  const data = files();
  write('gsm8k.jsonl', [problem, { ...problem, answer: '#### 3' }]);
  const changed = await loadTextTask('metamath', data);
  expect(new Set([hash, limited.hash, changed.hash]).size).toBe(3);
});

test('the embedded tasks', async () => {
  const math = await loadTextTask('mini-math', { kind: 'mini' }, { train: 10, dev: 5 });
  expect(math.train).toHaveLength(10);
  expect(math.benchmarks[0]).toMatchObject({ name: 'mini-math', runsCode: false });
  const code = await loadTextTask('mini-code', { kind: 'mini' });
  expect(code.benchmarks[0]).toMatchObject({ name: 'mini-code', runsCode: true });
});

test('the hub: a sub-task of the data set, then its benchmarks', async () => {
  const snapshots = 'hub/datasets--me--data/snapshots/0123456789abcdef0123456789abcdef01234567';
  write(`${snapshots}/python/train.json`, []);
  writeFileSync(join(folder, snapshots, 'python/train.json'), JSON.stringify(instructions));
  mkdirSync(join(folder, 'hub/datasets--me--data/refs'));
  writeFileSync(join(folder, 'hub/datasets--me--data/refs/main'), '0123456789abcdef0123456789abcdef01234567');
  const before = { ...process.env };
  Object.assign(process.env, { HF_HOME: folder, HF_HUB_OFFLINE: '1' });
  try {
    // The training file is found; the first benchmark is what is missed.
    await expect(loadTextTask('python', { kind: 'hub', id: 'me/data' })).rejects.toThrow(/openai_humaneval/);
    await expect(loadTextTask('metamath', { kind: 'hub', id: 'me/data' })).rejects.toThrow(
      /metamath\/train\.json/,
    );
  } finally {
    process.env = before;
  }
});

test.each([
  ['metamath', { kind: 'mini' }, 'Expected the data of metamath to be of the kind files or hub, got mini.'],
  [
    'metamath',
    { kind: 'hub' },
    "Expected the id of metamath's data set in data.id, such as fxmeng/pissa-dataset.",
  ],
  [
    'mini-math',
    { kind: 'mini-glue' },
    'Expected the data of mini-math to be of the kind mini, got mini-glue.',
  ],
  [
    'python',
    { kind: 'files', train: 'x', benchmarks: {} },
    "Expected a file for one of python's benchmarks (humaneval, mbpp, humaneval-pissa, mbpp-pissa) in data.benchmarks, got none.",
  ],
] as const)('%s on %j', async (task, data, message) => {
  await expect(loadTextTask(task, data)).rejects.toThrow(message);
});
