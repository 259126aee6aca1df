// Fails when a source that exports code has no test: node --import tsx tools/check-tests.ts
import { workspaceRoot } from '@lamella/core';
import { findUntested } from './checks/find-untested.ts';
import { readProjects } from './workspace.ts';

const root = workspaceRoot();
const untested = findUntested(
  root,
  readProjects(root).map(({ folder }) => folder),
);
for (const file of untested) console.error(`${file} exports code that no test reaches`);
process.exitCode = untested.length > 0 ? 1 : 0;
