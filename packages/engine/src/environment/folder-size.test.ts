import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSize } from './folder-size.ts';

test('adds up the files at every depth, and follows no links', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  writeFileSync(join(folder, 'a', 'b', 'file'), '1234567');
  writeFileSync(join(folder, 'file'), '123');
  expect(folderSize(folder)).toBe(10);
  symlinkSync('.', join(folder, 'a', 'loop'));
  expect(folderSize(folder)).toBe(11); // the link itself: the length of what it says
  expect(folderSize(join(folder, 'none'))).toBe(0);
  rmSync(folder, { recursive: true });
});
