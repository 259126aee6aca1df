import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, findWorkspace, projectFolder, workspaceRoot } from './paths.ts';

test('the workspace is the folder with nx.json that holds this package', () => {
  expect(existsSync(join(workspaceRoot(), 'nx.json'))).toBe(true);
  expect(existsSync(join(workspaceRoot(), 'packages/core/src/paths.ts'))).toBe(true);
});

test('what a user makes is kept in the workspace', () => {
  expect([findWorkspace(), projectFolder()]).toEqual([workspaceRoot(), workspaceRoot()]);
});

test('installed elsewhere, even in another Nx workspace, what a user makes is kept in the current directory', () => {
  const user = realpathSync(mkdtempSync(join(tmpdir(), 'lamella-')));
  const installed = join(user, 'node_modules/@lamella/core/dist');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(user, 'nx.json'), '{}');
  copyFileSync(join(import.meta.dirname, 'paths.ts'), join(installed, 'paths.mts'));
  const source = JSON.stringify(join(installed, 'paths.mts'));
  const script = `const { findWorkspace, projectFolder } = await import(${source});
    console.log(JSON.stringify([findWorkspace() ?? null, projectFolder()]));`;
  const tsx = import.meta.resolve('tsx');
  const { stdout } = spawnSync(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
    cwd: user,
    encoding: 'utf8',
  });
  rmSync(user, { recursive: true });
  expect(JSON.parse(stdout)).toEqual([null, user]);
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
