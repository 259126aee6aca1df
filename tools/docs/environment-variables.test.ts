import { workspaceRoot } from '@lamella/core';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentVariables, renderVariables, variablesIn } from './environment-variables.ts';

test('every way of reading a variable is seen', () => {
  expect(variablesIn("process.env['A_B'] env.C_D std::getenv(\"E_F\") read('HF_X', 'OTHER_X')")).toEqual([
    'A_B',
    'C_D',
    'E_F',
    'HF_X',
  ]);
});

test('the sources read these variables, no others, and all of them', () => {
  const listed = spawnSync('git', ['ls-files', 'packages', 'tools'], {
    cwd: workspaceRoot(),
    encoding: 'utf8',
  });
  const sources = listed.stdout
    .split('\n')
    .filter((path) => /\.(ts|mjs|cc|h)$/.test(path))
    .filter((path) => !/\.test\.ts$|\/fixtures\/|\/testing\/(?!python\.ts)|^tools\/docs\//.test(path));
  expect(sources.length).toBeGreaterThan(300);
  const read = sources.flatMap((path) => variablesIn(readFileSync(join(workspaceRoot(), path), 'utf8')));
  expect([...new Set(read)].sort()).toEqual(environmentVariables.map(({ name }) => name).sort());
});

test('a variable is a line of a list', () => {
  expect(renderVariables([{ name: 'A', use: 'for this' }])).toBe('- `A`: for this');
});
