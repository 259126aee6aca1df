import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

// A wanted file is a name such as `config.json` or `data/*.parquet`, where `*` stands for any characters but `/`.
// Alternatives are joined by `|`, the preferred first: only the first one that exists is wanted.
// A final `?` says that it need not be there.

/** Which of the available files are wanted, and which wanted names none of them has. */
export interface Selection {
  readonly files: readonly string[];
  readonly missing: readonly string[];
}

/** Selects from a list of file names. */
export function selectFiles(available: readonly string[], wanted: readonly string[]): Selection {
  return select(wanted, (pattern) => available.filter((file) => matcher(pattern).test(file)));
}

/** Selects from the files of a folder. */
export function selectFilesIn(folder: string, wanted: readonly string[]): Selection {
  return select(wanted, (pattern) => expand(folder, pattern.split('/')));
}

function select(wanted: readonly string[], find: (pattern: string) => readonly string[]): Selection {
  const files = new Set<string>();
  const missing: string[] = [];
  for (const name of wanted) {
    const isOptional = name.endsWith('?');
    const alternatives = (isOptional ? name.slice(0, -1) : name).split('|');
    const found = alternatives.map(find).find((each) => each.length > 0) ?? [];
    for (const file of found) files.add(file);
    if (found.length === 0 && !isOptional) missing.push(name);
  }
  return { files: [...files].sort(), missing };
}

function expand(folder: string, [segment = '', ...rest]: readonly string[]): string[] {
  const names = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  const matching = names.filter((name) => matcher(segment).test(name));
  if (rest.length > 0) {
    return matching.flatMap((name) => expand(join(folder, name), rest).map((file) => `${name}/${file}`));
  }
  return matching.filter((name) => existsSync(join(folder, name)) && statSync(join(folder, name)).isFile());
}

function matcher(pattern: string): RegExp {
  const literals = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('[^/]*')}$`);
}
