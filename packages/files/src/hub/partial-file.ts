import { randomInt } from 'node:crypto';
import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { errorCode } from '../file-system-error.ts';

// A download that has not ended is a file beside its blob. `<etag>.<host>.<process>.incomplete` belongs to the
// process named; `<etag>.incomplete` (the name that Python uses, too) to nobody, or to Python. Who renames a file
// to its own name owns it: renaming happens once, so that two processes never write to the same file.

/** A file that nobody has written to for so long is taken to be abandoned, whatever its name says. */
const abandonedAfterMs = 10 * 60_000;
const pythonAbandonedAfterMs = 60_000;

/**
 * The path of this process's own partial download of a blob: an abandoned one to be continued, or a new and empty
 * file. Waits as long as another process downloads the blob; undefined when that has ended well.
 */
export async function claimPartialFile(blob: string, blobExists: () => boolean): Promise<string | undefined> {
  while (!blobExists()) {
    const path = await tryClaim(blob);
    if (path !== undefined) return path;
    await sleep(randomInt(100, 500));
  }
  return undefined;
}

/** Gives up a partial download, so that any process may continue it at once. */
export async function releasePartialFile(path: string, blob: string): Promise<void> {
  try {
    await utimes(path, 0, 0);
    await rename(path, `${blob}.incomplete`);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

async function tryClaim(blob: string): Promise<string | undefined> {
  const own = `${blob}.${hostname()}.${process.pid}.incomplete`;
  const others = await partialFiles(blob);
  for (const other of others) {
    if ((await isAbandoned(other, blob)) && (await take(other, own))) return own;
  }
  if (others.length > 0) return undefined;
  await (await open(own, 'w')).close();
  // Two processes may have got here at once: both see each other now, withdraw, and try again later.
  if ((await partialFiles(blob)).length === 1) return own;
  await rm(own, { force: true });
  return undefined;
}

async function partialFiles(blob: string): Promise<string[]> {
  const folder = join(blob, '..');
  const names = await readdir(folder);
  const paths = names.map((name) => join(folder, name));
  return paths.filter((path) => path.startsWith(`${blob}.`) && path.endsWith('.incomplete'));
}

async function isAbandoned(path: string, blob: string): Promise<boolean> {
  const idleMs = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  const owner = path.slice(blob.length + 1, -'.incomplete'.length);
  if (path === `${blob}.incomplete`) return idleMs > pythonAbandonedAfterMs;
  if (owner === `${hostname()}.${process.pid}`) return true;
  const isLocal = owner.startsWith(`${hostname()}.`);
  return idleMs > abandonedAfterMs || (isLocal && !isRunning(Number(owner.slice(hostname().length + 1))));
}

async function take(path: string, own: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(path, now, now);
    await rename(path, own);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
