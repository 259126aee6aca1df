import { workspaceRoot } from '@lamella/core';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, publishedManifest } from './published-manifest.ts';

test('entries lead to compiled code, packages of the workspace have one version, helpers of tests are left out', () => {
  const published = publishedManifest(
    {
      name: '@lamella/engine',
      version: '1.2.3',
      exports: {
        '.': './src/index.ts',
        './one': './src/one/index.ts',
        './testing': './src/testing/index.ts',
      },
      files: ['binding'],
      dependencies: { '@lamella/core': '*', yaml: '^2.0.0' },
      publishConfig: { bin: { 'set-up': './dist/main.js' } },
    },
    { node: '>=20' },
  );
  expect(JSON.parse(JSON.stringify(published))).toEqual({
    name: '@lamella/engine',
    version: '1.2.3',
    type: 'module',
    engines: { node: '>=20' },
    bin: { 'set-up': './dist/main.js' },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './one': { types: './dist/one/index.d.ts', default: './dist/one/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'binding'],
    dependencies: { '@lamella/core': '1.2.3', yaml: '^2.0.0' },
  });
});

test('every package has the one version, the licence, a description and a README with an example', () => {
  const packages = join(workspaceRoot(), 'packages');
  const read = (name: string): Manifest =>
    JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest;
  for (const name of readdirSync(packages)) {
    const { version, license, description } = read(name);
    expect([name, version, license]).toEqual([name, read('core').version, 'Apache-2.0']);
    expect([name, description]).toEqual([name, expect.stringMatching(/\w/)]);
    const readme = join(packages, name, 'README.md');
    expect([name, existsSync(readme) && readFileSync(readme, 'utf8').includes('\n```')]).toEqual([
      name,
      true,
    ]);
  }
});
