import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Its types are not published.
const { unstable_mockModule: mockModule } = import.meta.jest as unknown as {
  unstable_mockModule(name: string, make: () => object): void;
};

test('a file that is to become a lock, and that another process takes for left, is written again', async () => {
  const folder = await files.mkdtemp(join(tmpdir(), 'lamella-taken-'));
  const taken: string[] = [];
  mockModule('node:fs/promises', () => ({
    ...files,
    link: async (from: string, to: string): Promise<void> => {
      if (taken.length < 2) await files.rm(from);
      taken.push(from);
      return files.link(from, to);
    },
  }));
  const { createLockFile, isLockTemporary, readLockFile } = await import('./lock-file.ts');
  const path = join(folder, 'a.lock');
  expect(await createLockFile(path, 'x')).toBe(true);
  expect(await readLockFile(path)).toBe('x');
  expect(new Set(taken).size).toBe(3);
  expect(taken.every(isLockTemporary)).toBe(true);
  expect([path, `${path}.0123456789abcdef`].some(isLockTemporary)).toBe(false);
  expect(await files.readdir(folder)).toEqual(['a.lock']);
  await files.rm(folder, { recursive: true });
});
