import { statfsSync } from 'node:fs';
import { UserError } from '@lamella/core';
import type { Release } from './release.ts';

const MEGABYTE = 1e6;

/**
 * Checks that a release fits: what pip downloads, its temporary copy, and the unpacked files.
 *
 * @param free bytes that are free where the folder lies
 * @throws UserError that says how much is needed and how much there is
 */
export function checkDiskSpace(folder: string, release: Release, free: number = freeBytes(folder)): void {
  const needed = (2 * release.downloadMegabytes + release.unpackedMegabytes) * MEGABYTE;
  if (free >= needed) return;
  throw new UserError(
    `Setting up TensorFlow ${release.version} needs about ${inMegabytes(needed)} of disk space for ${folder}; ` +
      `${inMegabytes(free)} are free. Free some, or set XDG_CACHE_HOME to a folder on a larger disk.`,
  );
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`;
}
