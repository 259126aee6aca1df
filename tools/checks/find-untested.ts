import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Import and export statements with the names between braces, and dynamic imports without. */
const IMPORT =
  /(import|export)\s(?:type\s)?\{([^}]*)\}\s*from\s*'([^']+)'|(?:from|import|import\()\s*'([^']+)'/g;
const AWAITED = /\{([^{}]*)\}\s*=\s*await import\(\s*'([^']+)'|\(await import\('([^']+)'\)\)\.(\w+)/g;

/** Where a name leads: an index file of a package and what is taken from it, or a file. */
interface Import {
  readonly specifier: string;
  readonly names: readonly string[];
  /** Whether the names are only passed on. */
  readonly isExport: boolean;
}

/**
 * The source files of projects that no test reaches: that no test imports, nor a file that a test imports, and so on, in whichever
 * project. Of what an index passes on, the
 * names count that are taken from it.
 *
 * @param root the workspace
 * @param projects folders of projects, relative to it
 * @returns paths relative to the workspace, of files that export a function or a class
 */
export function findUntested(root: string, projects: readonly string[]): string[] {
  const entries = readEntries(root, projects);
  const files = projects.flatMap((project) => sourcesOf(root, join(project, 'src')));
  const reached = new Set(files.filter((file) => file.endsWith('.test.ts')));
  for (const file of reached) {
    for (const { specifier, names } of readImports(join(root, file))) {
      const target = specifier.startsWith('.') ? join(dirname(file), specifier) : entries.get(specifier);
      if (target === undefined || !existsSync(join(root, target))) continue;
      // The outer loop goes on to what is added.
      for (const each of throughIndex(root, target, names)) reached.add(each);
    }
  }
  return files.filter((file) => !reached.has(file) && exportsCode(join(root, file)));
}

/** The index files of packages by the names under which they are imported. */
function readEntries(root: string, projects: readonly string[]): Map<string, string> {
  const entries = new Map<string, string>();
  for (const project of projects) {
    const manifest = join(root, project, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name = '', exports = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      name?: string;
      exports?: Record<string, string>;
    };
    for (const [key, path] of Object.entries(exports)) entries.set(join(name, key), join(project, path));
  }
  return entries;
}

function sourcesOf(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
    .sort();
}

function readImports(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(IMPORT)].map(([, keyword, names = '', from, other = '']) => ({
    specifier: from ?? other,
    names: splitNames(names),
    isExport: keyword === 'export',
  }));
  const awaited = [...text.matchAll(AWAITED)].map(([, names = '', from, other = '', member = '']) => ({
    specifier: from ?? other,
    names: [...splitNames(names), member],
    isExport: false,
  }));
  return [...imports, ...awaited];
}

function splitNames(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.replace(/^\s*type\s/, '').trim())
    .map((name) => name.split(/\s+as\s+|\s*:\s*/)[0] ?? '');
}

/** The files that hold names, if they are taken from an index; otherwise the file itself. */
function throughIndex(root: string, target: string, names: readonly string[]): string[] {
  if (basename(target) !== 'index.ts') return [target];
  return readImports(join(root, target))
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter(
      ({ isExport, names: offered }) =>
        !isExport || offered.some((name) => name !== '' && names.includes(name)),
    )
    .map(({ specifier }) => join(dirname(target), specifier));
}

function exportsCode(path: string): boolean {
  return /^export (?:async )?(?:function|class)\b/m.test(readFileSync(path, 'utf8'));
}
