import { copyFileSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStamp, stampPath, type EngineStamp } from '../native/engine-stamp.ts';
import { BINDING_FILES, type Binding } from './compile-binding.ts';

/**
 * Puts a compiled binding where tfjs looks for it. The stamp is written last, so that a place without the right
 * stamp is filled again.
 *
 * @returns whether there was anything to do
 */
export function placeBinding(binding: Binding, folder: string, stamp: EngineStamp): boolean {
  const isPlaced =
    readStamp(folder)?.key === stamp.key && BINDING_FILES.every((name) => isSame(binding, folder, name));
  if (isPlaced) return false;
  mkdirSync(folder, { recursive: true });
  for (const name of BINDING_FILES) {
    replace(join(folder, name), (path) => copyFileSync(join(binding.folder, name), path));
  }
  replace(stampPath(folder), (path) => writeFileSync(path, `${JSON.stringify(stamp, undefined, 2)}\n`));
  return true;
}

/** A process that has loaded the old file keeps it, since the new one only takes over its name. */
function replace(path: string, write: (path: string) => void): void {
  const temporary = `${path}.${process.pid}`;
  write(temporary);
  renameSync(temporary, path);
}

function isSame(binding: Binding, folder: string, name: string): boolean {
  const [cached, placed] = [binding.folder, folder].map((place) =>
    statSync(join(place, name), { throwIfNoEntry: false }),
  );
  return cached !== undefined && placed?.size === cached.size;
}
