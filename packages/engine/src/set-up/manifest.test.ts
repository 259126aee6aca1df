import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDamage, writeManifest } from './manifest.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const file = join(folder.path, 'lib', 'library.so');
afterAll(() => folder.remove());

beforeEach(() => {
  mkdirSync(join(folder.path, 'lib'), { recursive: true });
  writeFileSync(file, 'contents');
  // sha256sum of "contents"
  const sha256 = 'd1b2a59fbea7e20077af9f91b27e95e865061b270be03ff539ab3b73587882e8';
  writeManifest(folder.path, { version: '9.9.9', files: [{ path: 'lib/library.so', size: 8, sha256 }] });
});

describe('findDamage', () => {
  test('finds nothing in a whole folder, by size and by contents', async () => {
    expect(await findDamage(folder.path)).toBeUndefined();
    expect(await findDamage(folder.path, { checkContents: true })).toBeUndefined();
  });

  test('finds a missing manifest', async () => {
    rmSync(join(folder.path, 'manifest.json'));
    expect(await findDamage(folder.path)).toBe(`${join(folder.path, 'manifest.json')} is missing`);
  });

  test('finds a missing file and one of another size', async () => {
    writeFileSync(file, 'content');
    expect(await findDamage(folder.path)).toBe(`${file} has 7 bytes instead of 8`);
    rmSync(file);
    expect(await findDamage(folder.path)).toBe(`${file} is missing`);
  });

  test('finds other contents of the same size, on request only', async () => {
    writeFileSync(file, 'CONTENTS');
    expect(await findDamage(folder.path)).toBeUndefined();
    expect(await findDamage(folder.path, { checkContents: true })).toBe(
      `${file} has other contents than were unpacked`,
    );
  });
});
