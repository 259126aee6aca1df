import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStamps, pathsIn } from './file-stamps.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-stamps-'))));
afterEach(() => rmSync(root, { recursive: true }));

test('paths are absolute ones, wherever they are named', () => {
  const benchmarks = { gsm8k: '/data/test.jsonl' };
  expect(pathsIn({ kind: 'files', train: '/data/train.jsonl', benchmarks, devShare: 0.1 })).toEqual([
    '/data/train.jsonl',
    '/data/test.jsonl',
  ]);
});

test('another size or time of a file, and a further file, show', async () => {
  const train = join(root, 'train.csv');
  const folder = join(root, 'images');
  mkdirSync(join(folder, '1'), { recursive: true });
  writeFileSync(train, 'text,label\n');
  const data = { kind: 'files', train, images: folder, dev: join(root, 'none.csv') };
  const seen = [await fileStamps(data)];
  expect(seen[0]).toHaveLength(1);
  expect(await fileStamps(data)).toEqual(seen[0]);
  appendFileSync(train, 'good,1\n');
  seen.push(await fileStamps(data));
  utimesSync(train, 1, 1);
  seen.push(await fileStamps(data));
  writeFileSync(join(folder, '1', 'image.png'), '');
  seen.push(await fileStamps(data));
  expect(new Set(seen.map((stamps) => JSON.stringify(stamps))).size).toBe(4);
});
