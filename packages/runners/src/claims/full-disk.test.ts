import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Its types are not published.
const { unstable_mockModule: mockModule } = import.meta.jest as unknown as {
  unstable_mockModule(name: string, make: () => object): void;
};

test('a claim is let go of on a disk that has become full, and what failed before is told', async () => {
  const folder = await files.mkdtemp(join(tmpdir(), 'lamella-full-'));
  let isFull = false;
  mockModule('node:fs/promises', () => ({
    ...files,
    writeFile: async (...args: Parameters<typeof files.writeFile>): Promise<void> => {
      if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return files.writeFile(...args);
    },
  }));
  const { Claims } = await import('./claims.ts');
  const claims = new Claims();
  const path = join(folder, '.lock');
  const work = claims.exclusively(path, () => {
    isFull = true;
    return Promise.reject(new Error('the result has no room'));
  });
  await expect(work).rejects.toThrow('the result has no room');
  expect(await files.readdir(folder)).toEqual([]);
  isFull = false;
  expect(await claims.exclusively(path, () => Promise.resolve('free'))).toBe('free');
  await files.rm(folder, { recursive: true });
});
