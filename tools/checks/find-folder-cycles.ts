import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Folders, and files beside them, that import one another in a circle. */
export interface FolderCycle {
  /** The folder that they lie in, relative to the one that was searched. */
  readonly within: string;
  /** Names in it, in alphabetical order. */
  readonly members: readonly string[];
  /** One import for each edge of the circle, as `from -> to`. */
  readonly imports: readonly string[];
}

/** Edges between the entries of one folder, each with an import that it comes from. */
type Edges = Map<string, Map<string, string>>;

/**
 * Finds folders that can't be read one after another. At each depth, the entries of a folder (subfolders, and files of its own)
 * are joined by the imports between them. Tests, helpers of tests and indexes, which import everything, do not count.
 *
 * @param folder the `src` of a project
 */
export function findFolderCycles(folder: string): FolderCycle[] {
  const levels = new Map<string, Edges>();
  for (const file of sourcesOf(folder)) {
    for (const imported of importsOf(folder, file)) addEdge(levels, file, imported);
  }
  return [...levels].flatMap(([within, edges]) =>
    circles(edges).map((members) => ({
      within,
      members,
      imports: [...edges].flatMap(([from, targets]) =>
        [...targets].filter(([to]) => members.includes(from) && members.includes(to)).map(([, text]) => text),
      ),
    })),
  );
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|d)\.ts$|(^|\/)testing\/|(^|\/)index\.ts$/.test(name))
    .sort();
}

function importsOf(folder: string, file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g)]
    .map(([, specifier = '']) => normalize(join(dirname(file), specifier)))
    .filter((path) => existsSync(join(folder, path)));
}

/** An import counts at the depth at which the two paths part. */
function addEdge(levels: Map<string, Edges>, file: string, imported: string): void {
  const from = file.split('/');
  const to = imported.split('/');
  let depth = 0;
  while (depth < Math.min(from.length, to.length) - 1 && from[depth] === to[depth]) depth++;
  const within = from.slice(0, depth).join('/');
  const edges: Edges = levels.get(within) ?? new Map<string, Map<string, string>>();
  const targets = edges.get(from[depth] ?? '') ?? new Map<string, string>();
  if (from[depth] === to[depth]) return;
  targets.set(to[depth] ?? '', targets.get(to[depth] ?? '') ?? `${file} -> ${imported}`);
  levels.set(within, edges.set(from[depth] ?? '', targets));
}

/** Groups of entries that reach one another. */
function circles(edges: Edges): string[][] {
  const reach = new Map([...edges.keys()].map((entry) => [entry, reachable(edges, entry)]));
  const groups = [...reach].map(([entry, reached]) =>
    [...reached].filter((other) => reach.get(other)?.has(entry) === true).sort(),
  );
  const cyclic = groups.filter(({ length }) => length > 0).map((group) => group.join('\0'));
  return [...new Set(cyclic)].map((group) => group.split('\0'));
}

function reachable(edges: Edges, start: string): Set<string> {
  const found = new Set<string>();
  const open = [start];
  for (const entry of open) {
    for (const next of edges.get(entry)?.keys() ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}
