import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Size and time of the last change of a file. */
type Stamp = readonly [path: string, size: number, changedAt: number];

/** The files and folders that a part of a spec names: their paths are absolute in a resolved one. */
export function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return isAbsolute(value) ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(pathsIn) : [];
}

/**
 * What tells whether the files that a part of a spec names have changed, those of folders included, without reading them. Paths
 * without a file have none.
 */
export async function fileStamps(value: unknown): Promise<Stamp[]> {
  const stamps = await Promise.all(pathsIn(value).map(stampsAt));
  return stamps.flat();
}

async function stampsAt(path: string): Promise<Stamp[]> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return [];
  if (!info.isDirectory()) return [[path, info.size, info.mtimeMs]];
  const names = await readdir(path);
  const stamps = await Promise.all(names.sort().map((name) => stampsAt(join(path, name))));
  return stamps.flat();
}
