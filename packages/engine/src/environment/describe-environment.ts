import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@lamella/core';
import { checkNode } from './check-node.ts';
import { describeEngine } from './describe-engine.ts';
import type { EnvironmentReport, FolderSize } from './environment-report.ts';
import { folderSize } from './folder-size.ts';

export interface DescribeOptions {
  /** Folders to report besides Lamella's own cache, such as the hub's. */
  readonly folders?: readonly { readonly name: string; readonly path: string }[];
}

/** Describes the hardware of this machine and whether the engine works on it. Starts the engine if it is set up. */
export async function describeEnvironment({
  folders = [],
}: DescribeOptions = {}): Promise<EnvironmentReport> {
  const measured = [...cacheParts(), ...folders].map((folder) => ({
    ...folder,
    bytes: folderSize(folder.path),
  }));
  const nodeNote = checkNode(process.versions.node);
  return {
    node: process.versions.node,
    ...(nodeNote !== undefined && { nodeNote }),
    platform: `${process.platform}-${process.arch}`,
    memoryBytes: totalmem(),
    engine: await describeEngine(),
    folders: measured,
    freeBytes: freeBytes(cacheFolder()),
  };
}

/** The folders in Lamella's cache, each by itself. */
function cacheParts(): Omit<FolderSize, 'bytes'>[] {
  const cache = cacheFolder();
  if (!existsSync(cache)) return [];
  const parts = readdirSync(cache, { withFileTypes: true }).filter((part) => part.isDirectory());
  return parts.map(({ name }) => ({ name: `cache: ${name}`, path: join(cache, name) }));
}

function freeBytes(folder: string): number {
  const existing = existsSync(folder) ? folder : undefined;
  if (existing === undefined) return freeBytes(dirname(folder));
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
