import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { damageFile, damages } from './damage.ts';

test('each damage leaves something else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-damage-'));
  const path = join(folder, 'x');
  const left = damages.map((damage) => {
    writeFileSync(path, 'abcd');
    damageFile(path, damage);
    return readFileSync(path, 'utf8');
  });
  expect(left).toEqual(['', 'ab', 'abbd', '\0\0\0\0']);
  rmSync(folder, { recursive: true });
});
