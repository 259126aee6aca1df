import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, workspaceRoot } from './paths.ts';

test('the workspace is the folder with nx.json that holds this package', () => {
  expect(existsSync(join(workspaceRoot(), 'nx.json'))).toBe(true);
  expect(existsSync(join(workspaceRoot(), 'packages/core/src/paths.ts'))).toBe(true);
});

describe('cacheFolder', () => {
  const before = process.env['XDG_CACHE_HOME'];
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  });

  test('follows XDG_CACHE_HOME', () => {
    process.env['XDG_CACHE_HOME'] = '/somewhere/cache';
    expect(cacheFolder()).toBe('/somewhere/cache/lamella');
  });

  test.each([undefined, ''])('is in the home folder when that is %j', (value) => {
    if (value === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = value;
    expect(cacheFolder()).toBe(join(homedir(), '.cache', 'lamella'));
  });
});
