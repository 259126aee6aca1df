import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { CHEATS } from '../testing/cheats.ts';
import { ESCAPES } from '../testing/escapes.ts';
import { withTables } from '../testing/sandbox-tables.ts';

test('the tables of docs/sandbox.md are those of the tests (else: write-sandbox-tables.ts)', () => {
  const page = readFileSync(join(workspaceRoot(), 'docs/sandbox.md'), 'utf8');
  expect(page).toBe(withTables(page));
});

test('no two rows try the same', () => {
  for (const rows of [Object.values(ESCAPES).flat(), Object.values(CHEATS).flat()]) {
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  }
});
