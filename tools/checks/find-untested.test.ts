import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findUntested } from './find-untested.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = {
  'tested.ts': `import './parts/helper.ts'; import './other/index.ts'; export function tested() {}`,
  'tested.test.ts': `import { tested } from './tested.ts'; import { offered } from './index.ts';`,
  'parts/helper.ts': `import {\n  deeper,\n} from './deeper.ts';\nexport function helper() {}`,
  'parts/deeper.ts': `const { lazy } = await import('../lazy.ts'); export async function deeper() {}`,
  'lazy.ts': 'export function lazy() {}',
  'index.ts': `export { offered } from './offered.ts';`,
  'offered.ts': 'export function offered() {}',
  'other/index.ts': `export { hidden } from './hidden.ts';`,
  'other/hidden.ts': 'export function hidden() {}',
  'untested.ts': 'export class Untested {}',
  'types.ts': 'export interface Types {}',
  'types.d.ts': 'export function declared(): void;',
};

test('a file has to be imported by a test, or by a file that a test reaches', () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  expect(findUntested(folder)).toEqual([join('other', 'hidden.ts'), 'untested.ts']);
});
