import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const WORKSPACE = /\bworkspaceRoot\b/;
const OWN_URL = /new URL\(\s*['"`](\.[^'"`]*)['"`],\s*import\.meta\.url/g;

/**
 * Finds sources of a package that look for files outside of it: by the workspace's folder, or by a path from their own
 * place that leaves the package. Such a package works nowhere else. Tests and their helpers may.
 *
 * @param folder the package's folder
 * @returns `file: what it asks for`, files relative to the package
 */
export function findPathEdges(folder: string): string[] {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('src', name))
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(file))
    .sort()
    .flatMap((file) => edgesOf(file, readFileSync(join(folder, file), 'utf8')));
}

function edgesOf(file: string, text: string): string[] {
  const leaving = [...text.matchAll(OWN_URL)]
    .map(([, path = '']) => path)
    .filter((path) => relative('.', join(dirname(file), path)).startsWith('..'));
  return [...(WORKSPACE.test(text) ? ['workspaceRoot'] : []), ...leaving].map((what) => `${file}: ${what}`);
}
