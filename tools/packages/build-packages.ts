import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from '../checks/run-step.ts';
import { type Manifest, publishedManifest } from './published-manifest.ts';

/** Where tsconfig.build.json has the compiler write. */
const COMPILED = '.lamella/compiled';

/** Relative imports of a declaration file; the compiler rewrites those of code alone. */
const RELATIVE_IMPORT = /((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.ts(['"])/g;

/**
 * Makes every package as it is published: JavaScript and declarations, what it carries besides, README, licence and the published
 * package.json. `npm pack` or `npm publish` takes each from there.
 *
 * @param output is emptied first
 * @returns the folders, one per package
 */
export function buildPackages(root: string, output: string): string[] {
  rmSync(join(root, COMPILED), { recursive: true, force: true });
  rmSync(output, { recursive: true, force: true });
  if (!runStep(root, 'tsc -p tools/packages/tsconfig.build.json'))
    throw new Error('The packages don’t compile');
  const { engines } = readManifest(root) as Manifest & { engines: unknown };
  return readdirSync(join(root, 'packages')).map((name) => {
    const folder = join(output, name);
    const source = join(root, 'packages', name);
    const manifest = publishedManifest(readManifest(source), engines);
    cpSync(join(root, COMPILED, name, 'src'), join(folder, 'dist'), { recursive: true });
    for (const file of filesOf(folder)) if (file.endsWith('.d.ts')) nameCompiled(join(folder, file));
    for (const file of filesOf(join(source, 'src')))
      if (isCarried(file)) copy(join(source, 'src', file), join(folder, 'dist', file));
    for (const file of manifest.files.filter((carried) => carried !== 'dist'))
      cpSync(join(source, file), join(folder, file), { recursive: true });
    copyFileSync(join(source, 'README.md'), join(folder, 'README.md'));
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return folder;
  });
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Files that code reads at run time: the sandbox's Python. */
function isCarried(file: string): boolean {
  return !/\.(ts|md|pyc)$/.test(file) && !file.split('/').includes('testing');
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function nameCompiled(declarations: string): void {
  const text = readFileSync(declarations, 'utf8');
  writeFileSync(declarations, text.replaceAll(RELATIVE_IMPORT, '$1.js$2'));
}
