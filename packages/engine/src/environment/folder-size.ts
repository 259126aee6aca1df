import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of all files in a folder, at any depth; links are not followed. 0 if there is no such folder. */
export function folderSize(folder: string): number {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isDirectory()) return stats?.size ?? 0;
  return readdirSync(folder).reduce((sum, name) => sum + folderSize(join(folder, name)), 0);
}
