import { findWorkspace } from '@lamella/core';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { installedVersions, lockfileHash } from './installed-versions.ts';
import type { RunRecord } from './trial-result.ts';

/** The facts that all results of one run have in common. */
export type Provenance = Omit<RunRecord, 'startedAt' | 'seconds' | 'load'>;

/**
 * The state of the sources and the machine, asked once per run.
 *
 * @param run.workers trials that run at a time @param run.threads of each
 */
export async function findProvenance({
  workers,
  threads,
}: {
  readonly workers: number;
  readonly threads: number;
}): Promise<Provenance> {
  const commit = await git('rev-parse', 'HEAD');
  // Results are written while trials run: they don't make sources dirty.
  const changes = await git('status', '--porcelain', '--', '.', ':(exclude)results');
  const [cpu] = cpus();
  const lockfile = await lockfileHash();
  return {
    version: readVersion(),
    commit: commit ?? null,
    isDirty: commit === undefined || changes === undefined ? null : changes !== '',
    host: {
      platform: `${platform()}-${arch()}`,
      cpu: cpu?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: process.version,
    },
    threads,
    workers,
    ...(lockfile !== undefined && { lockfile }),
    packages: installedVersions(),
  };
}

/** The packages' version, which is one for all: what an installed Lamella has in the place of a commit. */
function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return version;
}

/** Asks git about Lamella's sources; undefined outside of its workspace or without git. */
async function git(...args: readonly string[]): Promise<string | undefined> {
  const cwd = findWorkspace();
  if (cwd === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)('git', [...args], { cwd });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
