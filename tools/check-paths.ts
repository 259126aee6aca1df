// Fails when a package's source looks for files outside of the package: node --import tsx tools/check-paths.ts
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { findPathEdges } from './checks/find-path-edges.ts';

/** Where the workspace is found. */
const DEFINES = [
  'core/src/index.ts: workspaceRoot',
  'core/src/paths.ts: workspaceRoot',
  'core/src/paths.ts: ../../..',
];

const packages = join(workspaceRoot(), 'packages');
const edges = readdirSync(packages).flatMap((name) =>
  findPathEdges(join(packages, name)).map((edge) => `${name}/${edge}`),
);
for (const edge of edges.filter((found) => !DEFINES.includes(found))) {
  console.error(`packages/${edge} is no place in an installed package`);
  process.exitCode = 1;
}
