import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A project.json, as far as the tools here look at it. */
export interface Project {
  readonly name: string;
  /** Relative to the workspace. */
  readonly folder: string;
  readonly targets: Readonly<Record<string, Target>>;
}

export interface Target {
  readonly configurations?: Readonly<Record<string, unknown>>;
}

/** Every project of a workspace. */
export function readProjects(root: string): Project[] {
  return projectFolders(root)
    .filter((folder) => existsSync(join(root, folder, 'project.json')))
    .map((folder) => {
      const { name, targets = {} } = readJson<Partial<Project> & { name: string }>(
        join(root, folder, 'project.json'),
      );
      return { name, folder, targets };
    });
}

/** The workspaces that the root's package.json lists, and the folders that are projects without being packages. */
function projectFolders(root: string): string[] {
  const { workspaces } = readJson<{ workspaces: string[] }>(join(root, 'package.json'));
  const folders = workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent)).map((name) => join(parent, name));
  });
  return ['.', 'experiments', 'tools', ...folders];
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
