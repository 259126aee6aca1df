import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findReferences } from './find-references.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-references-'));
afterAll(() => rmSync(folder, { recursive: true }));

for (const file of [
  'tiny/config.json',
  'cka_cases/cka_cases.json',
  'metrics/metrics.json',
  'files/values.json',
  'equal_or_refused/models/cases.json',
  'equal_or_refused/adapters/adapter_cases.json',
  'damaged/reference.safetensors',
  'tools/make.py',
]) {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), '{}');
}

test('the parts of a set, by name; a folder of data that is no known part is not passed over', () => {
  expect(findReferences(folder).map(({ name, kind }) => [name, kind])).toEqual([
    ['cka_cases', 'cka-cases'],
    ['damaged', 'unknown'],
    ['equal_or_refused', 'model-configs'],
    ['equal_or_refused', 'adapters'],
    ['files', 'file-formats'],
    ['metrics', 'metrics'],
    ['tiny', 'family'],
  ]);
});

test('a single part', () => {
  expect(findReferences(join(folder, 'tiny'))).toEqual([
    { kind: 'family', name: 'tiny', folder: join(folder, 'tiny') },
  ]);
});

test.each(['nowhere', 'tools/make.py'])('%s is no folder', (name) => {
  expect(() => findReferences(join(folder, name))).toThrow(
    new RegExp(`^Expected a folder with references at .*${basename(name)}, got none\\.$`),
  );
});
