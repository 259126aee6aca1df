// Makes the packages as they are published, one folder each: node --import tsx tools/build-packages.ts [FOLDER=dist]
import { resolve } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { buildPackages } from './packages/build-packages.ts';

for (const folder of buildPackages(workspaceRoot(), resolve(process.argv[2] ?? 'dist'))) console.log(folder);
