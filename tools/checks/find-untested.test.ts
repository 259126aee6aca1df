import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findUntested } from './find-untested.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = {
  'a/src/tested.ts': `import './parts/helper.ts'; import { far } from '@x/b/sub'; export function tested() {}`,
  'a/src/tested.test.ts': `import { tested } from './tested.ts'; import {\n  type T,\n  offered as o,\n} from './index.ts';`,
  'a/src/parts/helper.ts': `import {\n  deeper,\n} from './deeper.ts';\nexport function helper() {}`,
  'a/src/parts/deeper.ts': `const { lazy } = await import('../lazy.ts'); export async function deeper() {}`,
  'a/src/lazy.ts': `(await import('@x/b')).later(); export function lazy() {}`,
  'a/src/index.ts': `export { offered } from './offered.ts'; export { other } from './other.ts';`,
  'a/src/offered.ts': 'export function offered() {}',
  'a/src/other.ts': 'export function other() {}',
  'a/src/untested.ts': 'export class Untested {}',
  'a/src/types.ts': 'export interface Types {}',
  'a/src/types.d.ts': 'export function declared(): void;',
  'b/package.json': `{"name": "@x/b", "exports": {".": "./src/index.ts", "./sub": "./src/sub/index.ts"}}`,
  'b/src/index.ts': `export { later } from './later.ts'; export { never } from './never.ts';`,
  'b/src/later.ts': 'export function later() {}',
  'b/src/never.ts': 'export function never() {}',
  'b/src/sub/index.ts': `export { type Near, far } from './far.ts';`,
  'b/src/sub/far.ts': 'export function far() {}',
};

test('a file has to be imported by a test, or by a file that a test reaches, in any project', () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  expect(findUntested(folder, ['a', 'b'])).toEqual(['a/src/other.ts', 'a/src/untested.ts', 'b/src/never.ts']);
});
