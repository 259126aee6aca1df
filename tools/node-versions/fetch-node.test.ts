import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fetchNode } from './fetch-node.ts';

const root = mkdtempSync(join(tmpdir(), 'lamella-node-'));
const path = process.env['PATH'] ?? '';
const name = `node-${process.platform}-${process.arch}`;

/** Puts an npm on the PATH that does what a shell script says; $3 is the prefix, $7 what is installed. */
function fakeNpm(script: string): void {
  mkdirSync(join(root, 'bin'), { recursive: true });
  writeFileSync(join(root, 'bin', 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin', 'npm'), 0o755);
  process.env['PATH'] = join(root, 'bin') + delimiter + path;
}

afterEach(() => {
  process.env['PATH'] = path;
});
afterAll(() => rmSync(root, { recursive: true }));

test('installs the platform’s package once', () => {
  const cache = join(root, 'cache');
  fakeNpm(`mkdir -p "$3/node_modules/${name}/bin"; echo "$7" > "$3/node_modules/${name}/bin/node"`);
  const folder = join(cache, 'node', '24.21.0', 'node_modules', name, 'bin');
  expect(fetchNode('24.21.0', cache)).toEqual({ folder });
  expect(existsSync(join(folder, 'node'))).toBe(true);
  fakeNpm('exit 1');
  expect(fetchNode('24.21.0', cache)).toEqual({ folder });
});

test('says why it can’t be had, and leaves nothing behind', () => {
  const cache = join(root, 'no-cache');
  fakeNpm('echo "npm warn x" >&2; echo "npm error code E404" >&2; exit 1');
  expect(fetchNode('27.0.0', cache)).toEqual({
    reason: `npm install ${name}@27.0.0: npm error code E404`,
  });
  expect(readdirSync(join(cache, 'node'))).toEqual([]);
});
