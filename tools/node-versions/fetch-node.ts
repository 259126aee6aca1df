import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Time for some 50 MB. */
const LIMIT_MS = 60_000;

/** A folder with a program `node`, or why there is none. */
export type FetchedNode = { readonly folder: string } | { readonly reason: string };

/**
 * Node's program of a version for this machine, from the npm package that the package `node` would install, once per
 * user.
 *
 * @param version such as `24.21.0`
 * @param cache Lamella's cache folder
 */
export function fetchNode(version: string, cache: string): FetchedNode {
  const name = `node-${process.platform}-${process.arch}`;
  const place = join(cache, 'node', version);
  const folder = join(place, 'node_modules', name, 'bin');
  if (existsSync(join(folder, 'node'))) return { folder };
  mkdirSync(join(cache, 'node'), { recursive: true });
  const made = mkdtempSync(join(cache, 'node', 'new-'));
  const install = ['install', '--prefix', made, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, stderr, error } = spawnSync('npm', [...install, `${name}@${version}`], {
    cwd: made,
    encoding: 'utf8',
    env: process.env,
    timeout: LIMIT_MS,
  });
  // Another process may have put the same there meanwhile.
  if (status === 0 && !existsSync(place)) renameSync(made, place);
  rmSync(made, { recursive: true, force: true });
  if (status === 0) return { folder };
  return { reason: `npm install ${name}@${version}: ${firstWords(stderr, error)}` };
}

function firstWords(stderr: string, error: Error | undefined): string {
  if (error !== undefined) return error.message;
  return stderr.split('\n').find((line) => line.startsWith('npm error')) ?? 'failed';
}
