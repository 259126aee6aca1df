import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace (the one with nx.json), found upwards from this file. */
export function workspaceRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'nx.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`Expected nx.json in a folder above ${fileURLToPath(import.meta.url)}, found none`);
    folder = parent;
  }
  return folder;
}

/** Lamella's per-user cache: `$XDG_CACHE_HOME/lamella`, or `~/.cache/lamella`. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lamella');
}
