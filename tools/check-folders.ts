// Fails when folders of a project import one another in a circle: node --import tsx tools/check-folders.ts
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { findFolderCycles } from './checks/find-folder-cycles.ts';
import { readProjects } from './workspace.ts';

const root = workspaceRoot();
const sources = readProjects(root)
  .map(({ folder }) => join(folder, 'src'))
  .filter((folder) => existsSync(join(root, folder)));
for (const folder of sources) {
  for (const { within, members, imports } of findFolderCycles(join(root, folder))) {
    console.error(`${join(folder, within)}: ${members.join(', ')} import one another in a circle:`);
    for (const line of imports) console.error(`  ${line}`);
    process.exitCode = 1;
  }
}
