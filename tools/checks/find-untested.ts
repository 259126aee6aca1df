import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * The source files of a folder that no test would miss. A file counts as tested if a test imports it, or if a file
 * that a test imports does: helpers are tested through the one that calls them.
 *
 * @param folder the `src` of a project
 * @returns paths relative to the folder, of files that export a function or a class
 */
export function findUntested(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort();
  const imports = new Map(files.map((file) => [file, readImports(folder, file)]));
  const reach = (from: Iterable<string>): Set<string> =>
    new Set([...from].flatMap((file) => [...(imports.get(file) ?? [])]));
  const direct = reach(files.filter((file) => file.endsWith('.test.ts')));
  const tested = new Set([...direct, ...reach(direct)]);
  return files.filter((file) => !file.endsWith('.test.ts') && !tested.has(file) && exportsCode(folder, file));
}

/** The files of the same folder that a file imports. */
function readImports(folder: string, file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import|import\()\s*['"](\.[^'"]*\.ts)['"]/g)];
  return specifiers.map(([, specifier = '']) => relative(folder, join(folder, dirname(file), specifier)));
}

function exportsCode(folder: string, file: string): boolean {
  return /^export (?:async )?(?:function|class)\b/m.test(readFileSync(join(folder, file), 'utf8'));
}
