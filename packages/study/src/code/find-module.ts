import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A package as far as imports are resolved by it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Its real folder. */
  readonly folder: string;
  readonly entries: Readonly<Record<string, string | { readonly default: string }>>;
}

/** What a specifier leads to: a file of Lamella's, another package, or a part of Node. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'library'; readonly name: string; readonly version: string }
  | { readonly kind: 'node' };

/** Lamella's own packages. */
const OWN = '@lamella/';

/**
 * Finds what a module of Lamella's imports, as Node does: packages in the nearest `node_modules`, their files by their entries.
 *
 * @throws Error for a package or an entry of Lamella's that is not there
 */
export function findModule(specifier: string, from: string): Target {
  if (specifier.startsWith('.')) return { kind: 'file', path: join(dirname(from), specifier) };
  if (specifier.startsWith('node:')) return { kind: 'node' };
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const found = findPackage(name, dirname(from));
  if (!name.startsWith(OWN)) return { kind: 'library', name, version: found?.version ?? 'absent' };
  const entry = found?.entries[`.${specifier.slice(name.length)}`];
  const file = typeof entry === 'object' ? entry.default : entry;
  if (found === undefined || file === undefined)
    throw new Error(`Expected ${specifier}, which ${from} imports, to be an entry of a package, got none`);
  return { kind: 'file', path: join(found.folder, file) };
}

/** The package that a file belongs to. */
export function packageOf(file: string): Package {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = readPackage(folder);
    if (found !== undefined) return found;
    if (folder === dirname(folder)) throw new Error(`Expected ${file} to lie in a package, got none`);
  }
}

/**
 * A file's name that is the same in the sources and in what they are compiled to, wherever they lie: `training/loop/train`.
 */
export function moduleName(file: string): string {
  const { name, folder } = packageOf(file);
  const path = relative(folder, file)
    .replace(/^(src|dist)[/\\]/, '')
    .replace(/\.(ts|js)$/, '');
  return `${name.replace(OWN, '')}/${path.replaceAll('\\', '/')}`;
}

function findPackage(name: string, from: string): Package | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = readPackage(join(folder, 'node_modules', name));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

const known = new Map<string, Package | undefined>();

function readPackage(folder: string): Package | undefined {
  if (!known.has(folder)) known.set(folder, parsePackage(folder));
  return known.get(folder);
}

function parsePackage(folder: string): Package | undefined {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return undefined;
  const { name, version, exports } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly [Key in 'name' | 'version']?: string;
  } & { readonly exports?: Package['entries'] };
  if (name === undefined) return undefined;
  return { name, version: version ?? '', folder: realpathSync(folder), entries: exports ?? {} };
}
