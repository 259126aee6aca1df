import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPathEdges } from './find-path-edges.ts';

const FILES = {
  'src/root.ts': `import { join } from 'node:path';\nimport { workspaceRoot } from '@lamella/core';`,
  'src/root.test.ts': 'workspaceRoot()',
  'src/testing/root.ts': 'workspaceRoot()',
  'src/inner/own.ts': `new URL('../../assets/font.ttf', import.meta.url)`,
  'src/inner/other.ts': `new URL(\n  '../../../models/embedded',\n  import.meta.url,\n)`,
  'src/none.ts': `new URL('https://example.org')`,
};

test('the workspace’s folder and paths out of the package are found, in sources alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const found = findPathEdges(folder);
  rmSync(folder, { recursive: true });
  expect(found).toEqual(['src/inner/other.ts: ../../../models/embedded', 'src/root.ts: workspaceRoot']);
});
