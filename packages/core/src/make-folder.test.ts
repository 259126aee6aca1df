import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

// Read-only disks are in tools/checks/faults/small-disk.test.ts.
test('a folder is created with those above it, once; a file in the way is named', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-folder-'));
  const path = join(root, 'a', 'b', 'c');
  await makeFolder(path);
  await makeFolder(path);
  expect(existsSync(path)).toBe(true);
  writeFileSync(join(root, 'file'), '');
  await expect(makeFolder(join(root, 'file', 'a'))).rejects.toThrow('ENOTDIR');
  rmSync(root, { recursive: true });
});
