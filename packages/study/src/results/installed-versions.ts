import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashFile, findWorkspace } from '@lamella/core';

/** The packages of Lamella that make a trial's numbers; those that run or draw it do not. */
const COMPUTING = ['adapters', 'datasets', 'engine', 'files', 'metrics', 'models', 'tasks', 'training'];

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * The versions of the packages that compute, as they are installed: those of Lamella and what they depend on directly. A package
 * that is not found is left out.
 *
 * @param from a folder or file of the program, from which packages are looked for as Node does
 */
export function installedVersions(
  from: string = fileURLToPath(import.meta.url),
): Readonly<Record<string, string>> {
  const versions = new Map<string, string>();
  for (const name of COMPUTING.map((one) => `@lamella/${one}`)) {
    const own = findManifest(name, from);
    if (own === undefined) continue;
    versions.set(name, own.manifest.version ?? '');
    for (const dependency of Object.keys(own.manifest.dependencies ?? {})) {
      const version = findManifest(dependency, own.folder)?.manifest.version;
      if (version !== undefined) versions.set(dependency, version);
    }
  }
  return Object.fromEntries([...versions].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** SHA-256 of the workspace's package-lock.json; undefined outside of a workspace, whose packages were installed by other means. */
export async function lockfileHash(
  workspace: string | undefined = findWorkspace(),
): Promise<string | undefined> {
  if (workspace === undefined) return undefined;
  const path = join(workspace, 'package-lock.json');
  return existsSync(path) ? await hashFile(path) : undefined;
}

/** A package's manifest, found by Node's rule: in node_modules of the folder or of one above it. */
function findManifest(
  name: string,
  from: string,
): { readonly folder: string; readonly manifest: Manifest } | undefined {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    const path = join(folder, 'package.json');
    if (existsSync(path)) return { folder, manifest: JSON.parse(readFileSync(path, 'utf8')) as Manifest };
    if (dirname(at) === at) return undefined;
  }
}
