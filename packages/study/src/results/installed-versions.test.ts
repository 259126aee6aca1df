import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashFile, workspaceRoot } from '@lamella/core';
import { installedVersions, lockfileHash } from './installed-versions.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-versions-'))));
afterEach(() => rmSync(root, { recursive: true }));

function install(path: string, version: string, dependencies: object = {}): void {
  const folder = join(root, 'node_modules', path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, dependencies }));
}

test('the versions are those that Node would load, a package’s own before the shared ones', () => {
  install('@lamella/models', '0.2.0', { tokenizers: '*', '@lamella/core': '*', absent: '*' });
  install('@lamella/models/node_modules/tokenizers', '2.0.0');
  install('tokenizers', '1.0.0');
  install('@lamella/plots', '0.2.0', { vega: '*' });
  install('vega', '6.0.0');
  expect(installedVersions(join(root, 'program'))).toEqual({
    '@lamella/models': '0.2.0',
    tokenizers: '2.0.0',
  });
});

test('this workspace’s own versions and lockfile', async () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(join(workspaceRoot(), path, 'package.json'), 'utf8')) as { version: string };
  expect(installedVersions()).toMatchObject({
    '@lamella/engine': read('packages/engine').version,
    tokenizers: read('node_modules/tokenizers').version,
  });
  expect(await lockfileHash()).toBe(await hashFile(join(workspaceRoot(), 'package-lock.json')));
  expect(await lockfileHash(root)).toBeUndefined();
});
