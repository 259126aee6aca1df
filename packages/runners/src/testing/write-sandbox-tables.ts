// Writes the tables of docs/sandbox.md from the rows of the tests: node --import tsx packages/runners/src/testing/write-sandbox-tables.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { withTables } from './sandbox-tables.ts';

const path = join(workspaceRoot(), 'docs/sandbox.md');
writeFileSync(path, withTables(readFileSync(path, 'utf8')));
