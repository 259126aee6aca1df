import { workspaceRoot } from '@lamella/core';
import { join } from 'node:path';
import { findModule, moduleName, packageOf } from './find-module.ts';

const packages = join(workspaceRoot(), 'packages');
const here = join(packages, 'study/src/code/find-module.ts');

test('specifiers lead to files of the workspace, to libraries with their version, or to Node', () => {
  expect(findModule('./x.ts', here)).toEqual({ kind: 'file', path: join(packages, 'study/src/code/x.ts') });
  expect(findModule('@lamella/metrics/selection', here)).toEqual({
    kind: 'file',
    path: join(packages, 'metrics/src/selection/index.ts'),
  });
  expect(findModule('node:fs', here)).toEqual({ kind: 'node' });
  expect(findModule('zod/v4', here)).toMatchObject({
    kind: 'library',
    name: 'zod',
    version: expect.stringMatching(/^\d/) as string,
  });
  expect(findModule('@no/such/thing', here)).toMatchObject({ name: '@no/such', version: 'absent' });
});

test('a source and what it is compiled to have one name', () => {
  expect(packageOf(here).name).toBe('@lamella/study');
  expect(moduleName(here)).toBe('study/code/find-module');
  expect(moduleName(join(packages, 'study/dist/code/find-module.js'))).toBe('study/code/find-module');
  expect(moduleName(join(packages, 'engine/binding/vectors.h'))).toBe('engine/binding/vectors.h');
});
