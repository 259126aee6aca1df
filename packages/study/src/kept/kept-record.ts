import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '@lamella/core';
import { errorCode } from '@lamella/files';
import type { DoneResult } from '../results/trial-result.ts';

/** The record of kept weights in a result. */
export type KeptRecord = NonNullable<DoneResult['kept']>;

/** The file that users may edit: it is not sealed. */
export const MODEL_CARD = 'README.md';

/** The record of the weights in a folder, with the hashes of its files but the model card's. */
export async function recordOf(
  folder: string,
  { kind, base }: Pick<KeptRecord, 'kind' | 'base'>,
): Promise<KeptRecord> {
  const paths = await filesOf(folder);
  const hashes = await Promise.all(paths.map(async (path) => [path, await hashFile(join(folder, path))]));
  return { kind, base, files: Object.fromEntries(hashes) as Readonly<Record<string, string>> };
}

/** The files of kept weights but the model card, by their paths in the folder, sorted. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== MODEL_CARD)
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

/** Whether a folder holds what a record says; not while another process replaces or removes it. */
export async function isWhole(folder: string, { files }: Pick<KeptRecord, 'files'>): Promise<boolean> {
  for (const [path, hash] of Object.entries(files))
    if ((await hashIfThere(join(folder, path))) !== hash) return false;
  return true;
}

async function hashIfThere(file: string): Promise<string | undefined> {
  try {
    return await hashFile(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
