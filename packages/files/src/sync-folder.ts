import { open } from 'node:fs/promises';
import { errorCode } from './file-system-error.ts';

/** Systems that have no such thing say so in one of these ways. */
const refusals = ['EINVAL', 'EPERM', 'EISDIR', 'EACCES', 'ENOTSUP', 'EBADF'];

/** Flushes a folder's own entries to the disk, so that a rename in it outlives a power cut; where the system can't, nothing happens. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!refusals.includes(errorCode(error) ?? '')) throw error;
  }
}
