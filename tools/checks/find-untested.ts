import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/**
 * The source files of a folder that no test reaches: that no test imports, nor a file that a test imports, and so
 * on. An index counts only where a test itself enters by it, since it imports everything.
 *
 * @param folder the `src` of a project
 * @returns paths relative to the folder, of files that export a function or a class
 */
export function findUntested(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort();
  const reached = new Set(files.filter((file) => file.endsWith('.test.ts')));
  for (const file of reached) {
    for (const imported of readImports(folder, file)) {
      const isShortcut = basename(imported) === 'index.ts' && !file.endsWith('.test.ts');
      if (!isShortcut) reached.add(imported); // the outer loop goes on to what is added
    }
  }
  return files.filter((file) => !reached.has(file) && exportsCode(folder, file));
}

/** The files of the same folder that a file imports. */
function readImports(folder: string, file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import|import\()\s*['"](\.[^'"]*\.ts)['"]/g)];
  return specifiers
    .map(([, specifier = '']) => relative(folder, join(folder, dirname(file), specifier)))
    .filter((path) => existsSync(join(folder, path)));
}

function exportsCode(folder: string, file: string): boolean {
  return /^export (?:async )?(?:function|class)\b/m.test(readFileSync(join(folder, file), 'utf8'));
}
