import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFolderCycles } from './find-folder-cycles.ts';

function cyclesOf(files: Readonly<Record<string, string>>): ReturnType<typeof findFolderCycles> {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const cycles = findFolderCycles(folder);
  rmSync(folder, { recursive: true });
  return cycles;
}

test('two folders that import one another are a circle, though no two files are', () => {
  expect(
    cyclesOf({
      'a/one.ts': `import '../b/one.ts';`,
      'b/one.ts': '',
      'b/two.ts': `import '../a/two.ts';`,
      'a/two.ts': '',
    }),
  ).toEqual([{ within: '', members: ['a', 'b'], imports: ['a/one.ts -> b/one.ts', 'b/two.ts -> a/two.ts'] }]);
});

test('at any depth, and with files beside folders', () => {
  const cycles = cyclesOf({
    'x/types.ts': `import type { B } from './b/one.ts';`,
    'x/b/one.ts': `import type { T } from '../types.ts';`,
  });
  expect(cycles.map(({ within, members }) => ({ within, members }))).toEqual([
    { within: 'x', members: ['b', 'types.ts'] },
  ]);
});

test('tests, their helpers and indexes do not count', () => {
  expect(
    cyclesOf({
      'a/one.ts': `import '../b/one.ts';`,
      'b/one.ts': '',
      'b/one.test.ts': `import '../a/one.ts';`,
      'b/testing/help.ts': `import '../../a/one.ts';`,
      'index.ts': `export { one } from './a/one.ts';`,
      'b/index.ts': `import '../a/one.ts';`,
    }),
  ).toEqual([]);
});
