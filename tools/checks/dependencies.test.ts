import { workspaceRoot } from '@lamella/core';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProjects } from '../workspace.ts';

const root = workspaceRoot();

function declaredPackages(): string[] {
  const names = readProjects(root)
    .map(({ folder }) => join(root, folder, 'package.json'))
    .filter((path) => existsSync(path))
    .flatMap((path) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as Record<
        string,
        object
      >;
      return Object.keys({ ...dependencies, ...devDependencies });
    });
  return [...new Set(names)].filter((name) => !name.startsWith('@lamella/'));
}

test('docs/dependencies.md gives a reason for each npm package, and for no other', () => {
  const text = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');
  const npm = text.slice(text.indexOf('## What runs'), text.indexOf('## Looked at'));
  const cells = [...npm.matchAll(/^\| (`[^|]*?) *\|/gm)].map(([, cell = '']) => cell);
  const explained = cells.flatMap((cell) => cell.split(', ').map((name) => name.replaceAll('`', '')));
  expect(explained.sort()).toEqual(declaredPackages().sort());
});
