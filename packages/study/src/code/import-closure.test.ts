import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { importClosure } from './import-closure.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-closure-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function closure(names: 'all' | readonly string[] = 'all') {
  const { modules, libraries } = importClosure([{ file: join(folder, 'a/main.js'), names }]);
  const found = [...modules.keys()].map((file) => relative(folder, file)).sort();
  return { modules: found, libraries: Object.fromEntries(libraries) };
}

test('of a package that passes others on, what is asked for counts, and what its entry does itself', () => {
  write({
    'a/package.json': '{ "name": "@lamella/a" }',
    'a/main.js':
      "import { x } from '@lamella/b'; import { readFile } from 'node:fs'; import y from 'lib/sub'; x(y);",
    'node_modules/lib/package.json': '{ "name": "lib", "version": "1.2.3" }',
    'node_modules/@lamella/b/package.json':
      '{ "name": "@lamella/b", "exports": { ".": { "types": "./i.d.ts", "default": "./src/index.js" } } }',
    'node_modules/@lamella/b/src/index.js':
      "import { register } from './effect.js'; register(); export { x } from './inner/index.js'; export { z } from './z.js';",
    'node_modules/@lamella/b/src/effect.js': 'export function register() {}',
    'node_modules/@lamella/b/src/inner/index.js':
      "export { w as x } from './w.js'; export { v } from './v.js';",
    'node_modules/@lamella/b/src/inner/w.js': "import '../../src/inner/w.js'; export const w = 1;",
  });
  expect(closure()).toEqual({
    modules: [
      'a/main.js',
      'node_modules/@lamella/b/src/effect.js',
      'node_modules/@lamella/b/src/index.js',
      'node_modules/@lamella/b/src/inner/w.js',
    ],
    libraries: { lib: '1.2.3' },
  });
});

test('an entry of our own that is not there is told', () => {
  write({ 'a/package.json': '{ "name": "@lamella/a" }', 'a/main.js': "import '@lamella/none';" });
  expect(() => closure()).toThrow(/^Expected @lamella\/none, which .*main\.js imports, to be an entry/);
});
