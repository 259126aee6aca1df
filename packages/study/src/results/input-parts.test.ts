import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePartChange, findPartChanges, readInputParts, writeInputParts } from './input-parts.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-parts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const hash = 'ab'.repeat(32);
const parts = { 'config.json': 'sha256:1', tokenizers: '0.20.3' };

test('what an input was made of comes back, unless it is damaged or of another hash', async () => {
  expect(readInputParts(folder, hash)).toBeUndefined();
  await writeInputParts(folder, hash, parts);
  await writeInputParts(folder, hash, { other: '1' });
  expect(readInputParts(folder, hash)).toEqual(parts);
  expect(readInputParts(folder, `${hash.slice(0, 16)}other`)).toBeUndefined();
  const [file = ''] = readdirSync(join(folder, 'inputs'));
  const path = join(folder, 'inputs', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace('sha256:1', 'sha256:2'));
  expect(readInputParts(folder, hash)).toBeUndefined();
});

test('parts that differ are named, those of content without it', () => {
  const changes = findPartChanges(
    { ...parts, gone: 'x', same: 's' },
    { same: 's', 'config.json': 'sha256:2', tokenizers: '0.21.0', new: 'y' },
  );
  expect(changes.map(describePartChange)).toEqual([
    'config.json has changed',
    'gone is gone',
    'new is new',
    'tokenizers: 0.20.3 -> 0.21.0',
  ]);
});
