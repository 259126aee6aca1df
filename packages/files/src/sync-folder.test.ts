import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncFolder } from './sync-folder.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-sync-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('flushes a folder, and does without where the system has no such thing', async () => {
  const handle = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
  await handle.close();
  const sync = import.meta.jest.spyOn(prototype, 'sync');
  await syncFolder(folder);
  expect(sync).toHaveBeenCalledTimes(1);
  sync.mockRejectedValueOnce(Object.assign(new Error('no such thing'), { code: 'EINVAL' }));
  await syncFolder(folder);
  sync.mockRejectedValueOnce(Object.assign(new Error('broken'), { code: 'EIO' }));
  await expect(syncFolder(folder)).rejects.toThrow('broken');
  sync.mockRestore();
});

test('a folder that is not there is an error', async () => {
  await expect(syncFolder(join(folder, 'none'))).rejects.toThrow('ENOENT');
});
