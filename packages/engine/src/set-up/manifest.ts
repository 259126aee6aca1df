import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile } from '@lamella/core';
import type { UnpackedFile } from './unpack-wheel.ts';

/** The record of what was unpacked into a folder of the cache; written last, so a folder without one is unfinished. */
export interface Manifest {
  readonly version: string;
  readonly files: readonly UnpackedFile[];
}

const NAME = 'manifest.json';

/** Records a folder's files. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, NAME), `${JSON.stringify(manifest, undefined, 1)}\n`);
}

/**
 * The first thing that is wrong with a folder, in words, or undefined if it is whole. Sizes are compared each
 * time, for little time; contents on request.
 */
export async function findDamage(
  folder: string,
  options: { checkContents?: boolean } = {},
): Promise<string | undefined> {
  if (!existsSync(join(folder, NAME))) return `${join(folder, NAME)} is missing`;
  for (const { path, size, sha256 } of readManifest(folder).files) {
    const file = join(folder, path);
    const found = statSync(file, { throwIfNoEntry: false })?.size;
    if (found === undefined) return `${file} is missing`;
    if (found !== size) return `${file} has ${found} bytes instead of ${size}`;
    if (options.checkContents && (await hashFile(file)) !== sha256)
      return `${file} has other contents than were unpacked`;
  }
  return undefined;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, NAME), 'utf8')) as Manifest;
}
