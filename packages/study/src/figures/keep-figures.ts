import { hashFile, warn } from '@lamella/core';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import { existsSync, readdirSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { figureNames } from '@lamella/spec';
import { z } from 'zod';
import { formatJson } from '../results/format-json.ts';

/** The list of what was written, in the folder of figures. */
const listFile = '.figures.json';
const list = z.object({ files: z.record(z.string(), z.string()) });

/**
 * Makes a folder's figures those that were drawn now: figures that were drawn before and are not among them are of other results,
 * and are removed. Only files that Lamella wrote itself are, by a list with their hashes; one that was changed since stays.
 *
 * @param files that were written now, relative to the folder
 */
export async function keepFigures(folder: string, files: readonly string[]): Promise<void> {
  if (files.length === 0 && !existsSync(folder)) return;
  const before = readList(folder);
  const kept = new Set(files);
  const changed: string[] = [];
  for (const [file, hash] of before) {
    const path = join(folder, file);
    if (kept.has(file) || !existsSync(path)) continue;
    if ((await hashFile(path)) === hash) await removeFile(folder, file);
    else changed.push(file);
  }
  const unknown = strayFigures(folder).filter((file) => !kept.has(file) && !before.has(file));
  const stray = [...changed, ...unknown].sort();
  if (stray.length > 0)
    warn(
      `${folder} has figures that are not of the present results: ${stray.join(', ')}. Remove them if they are not wanted.`,
    );
  const hashes = await Promise.all(
    files.map(async (file) => [file, await hashFile(join(folder, file))] as const),
  );
  await writeFileAtomically(join(folder, listFile), formatJson({ files: Object.fromEntries(hashes) }));
}

function readList(folder: string): ReadonlyMap<string, string> {
  const path = join(folder, listFile);
  if (!existsSync(path)) return new Map();
  try {
    return new Map(Object.entries(list.parse(readJsonFile(path)).files));
  } catch {
    // Without its list nothing is removed.
    return new Map();
  }
}

/** Removes a figure, and the folder of its setting once that is empty. */
async function removeFile(folder: string, file: string): Promise<void> {
  await rm(join(folder, file), { force: true });
  const place = dirname(file);
  if (place !== '.' && readdirSync(join(folder, place)).length === 0) await rmdir(join(folder, place));
}

/** Files with the names of figures, which may be from before there was a list. */
function strayFigures(folder: string): string[] {
  const names: ReadonlySet<string> = new Set(figureNames);
  const isFigure = (file: string): boolean => names.has(file.replace(/\.(vl\.json|svg|png)$/, ''));
  return existsSync(folder) ? readdirSync(folder).filter(isFigure) : [];
}
