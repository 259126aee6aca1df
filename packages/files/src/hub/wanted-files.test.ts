import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { selectFiles, selectFilesIn } from './wanted-files.ts';

const names = [
  'config.json',
  'model-1.safetensors',
  'model-2.safetensors',
  'cola/train-0.parquet',
  'a+b.txt',
];

const folder = mkdtempSync(join(tmpdir(), 'lamella-wanted-'));
mkdirSync(join(folder, 'cola'));
for (const name of names) writeFileSync(join(folder, name), '');
afterAll(() => rmSync(folder, { recursive: true }));

const cases: [string[], string[], string[]][] = [
  [['config.json', 'a+b.txt'], ['a+b.txt', 'config.json'], []],
  [['model-*.safetensors', '*.bin?'], ['model-1.safetensors', 'model-2.safetensors'], []],
  [['*'], ['a+b.txt', 'config.json', 'model-1.safetensors', 'model-2.safetensors'], []],
  [['cola/*.parquet', '*/train-*'], ['cola/train-0.parquet'], []],
  [['x.json', 'configxjson', 'cola', '*.bin'], [], ['x.json', 'configxjson', 'cola', '*.bin']],
  [['x.json?', 'config.json?'], ['config.json'], []],
  [['x.json|model-*.safetensors|config.json'], ['model-1.safetensors', 'model-2.safetensors'], []],
  [['x.json|y.json', 'x.json|y.json?'], [], ['x.json|y.json']],
];

test.each(cases)('%j', (wanted, files, missing) => {
  expect(selectFiles(names, wanted)).toEqual({ files, missing });
  expect(selectFilesIn(folder, wanted)).toEqual({ files, missing });
});
