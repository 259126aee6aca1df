// Fails when a source that exports code has no test: node --import tsx tools/check-tests.ts
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { findUntested } from './checks/find-untested.ts';
import { readProjects } from './workspace.ts';

const root = workspaceRoot();
const folders = readProjects(root).map(({ folder }) => join(folder, 'src'));
const untested = folders
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => findUntested(join(root, folder)).map((file) => join(folder, file)));
for (const file of untested) console.error(`${file} exports code that no test reaches`);
process.exitCode = untested.length > 0 ? 1 : 0;
