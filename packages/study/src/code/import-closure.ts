import { readFileSync } from 'node:fs';
import { findModule } from './find-module.ts';
import { type Module, type Names, readModule } from './read-module.ts';

/** A part of a module from which a closure begins. */
export interface Root {
  readonly file: string;
  readonly names: Names;
}

/** Modules that are loaded for some others, and the packages besides Lamella's own. */
export interface Closure {
  /** By file: its tokens, as one text. */
  readonly modules: ReadonlyMap<string, string>;
  /** Versions by name. */
  readonly libraries: ReadonlyMap<string, string>;
}

/**
 * All that some modules load: what they import, and what that imports. Of a module that only passes others on, such as a package's
 * entry, those alone count that are asked for by their names; imports of types never do. The result is right as long as no module
 * changes what others do by being loaded, except by a statement of a module that counts.
 */
export function importClosure(roots: readonly Root[]): Closure {
  const modules = new Map<string, Module>();
  const libraries = new Map<string, string>();
  const visited = new Set<string>();
  const open: Root[] = [...roots];
  const follow = (from: string, specifier: string, names: Names): void => {
    const target = findModule(specifier, from);
    if (target.kind === 'file') open.push({ file: target.path, names });
    else if (target.kind === 'library') libraries.set(target.name, target.version);
  };
  for (let root = open.pop(); root !== undefined; root = open.pop()) {
    const { file, names } = root;
    const known = modules.get(file);
    const module = known ?? readModule(readFileSync(file, 'utf8'));
    modules.set(file, module);
    if (known === undefined) for (const one of module.imports) follow(file, one.specifier, one.names);
    const visit = `${file} ${String(names)}`;
    if (visited.has(visit)) continue;
    visited.add(visit);
    for (const name of names === 'all' ? module.passedOn.keys() : names) {
      const passed = module.passedOn.get(name);
      if (passed !== undefined) follow(file, passed.specifier, [passed.name]);
    }
    for (const specifier of module.passedOnWhole) follow(file, specifier, names);
  }
  const texts = [...modules].map(([file, { own }]) => [file, own.join(' ')] as const);
  return { modules: new Map(texts.filter(([, text]) => /[^\s;]/.test(text))), libraries };
}
