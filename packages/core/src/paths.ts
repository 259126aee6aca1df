import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Three up from a file of packages/core/src: the workspace, or what `@lamella/core` is installed in. */
const ABOVE_PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of Lamella's workspace (the one with nx.json); undefined where this package was installed by npm. */
export function findWorkspace(): string | undefined {
  return existsSync(join(ABOVE_PACKAGE, 'nx.json')) ? resolve(ABOVE_PACKAGE) : undefined;
}

/**
 * The folder of the workspace, for its tests and tools. A package's source must do without: it is installed elsewhere,
 * too.
 */
export function workspaceRoot(): string {
  const root = findWorkspace();
  if (root === undefined) throw new Error(`Expected nx.json in ${ABOVE_PACKAGE}, got a folder without it`);
  return root;
}

/** Where what a user makes is kept by default: in the workspace, or in the current directory outside of it. */
export function projectFolder(): string {
  return findWorkspace() ?? process.cwd();
}

/** Lamella's per-user cache: `$XDG_CACHE_HOME/lamella`, or `~/.cache/lamella`. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lamella');
}
