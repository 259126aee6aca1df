import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathInSpec, writeSpecFile } from './spec-file.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-tune-spec-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a spec is written once, and another one does not replace it unasked', async () => {
  const file = join(folder, 'a.yaml');
  await writeSpecFile('name: a\n', { file, overwrite: false });
  await writeSpecFile('name: a # for another reason\n', { file, overwrite: false });
  await expect(writeSpecFile('name: b\n', { file, overwrite: false })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(`Expected ${file} to be free for the spec`) as string,
  });
  expect(readFileSync(file, 'utf8')).toBe('name: a\n');
  await writeSpecFile('name: b\n', { file, overwrite: true });
  expect(readFileSync(file, 'utf8')).toBe('name: b\n');
});

test('paths below the folder of the spec are relative, so that both can be moved together', () => {
  expect(pathInSpec(join(folder, 'data/my.csv'), folder)).toBe('./data/my.csv');
  expect(pathInSpec(join(folder, '..', 'my.csv'), folder)).toBe(join(folder, '..', 'my.csv'));
  expect(pathInSpec(folder, folder)).toBe(folder);
});
