import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { setAside } from './set-aside.ts';

const warnings: string[] = [];
let folder: string;
let stop: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-aside-'));
  warnings.length = 0;
  stop = listenToWarnings((message) => warnings.push(message));
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

test('the newest damaged file is kept, with the reason told; those of other files stay', async () => {
  const path = join(folder, 'x.json');
  for (const name of ['x.json.damaged-7', 'y.json.damaged']) writeFileSync(join(folder, name), name);
  for (const content of ['first', 'second', 'third']) {
    writeFileSync(path, content);
    await setAside(path, 'it is empty', 'the trial runs again');
  }
  expect(readdirSync(folder).sort()).toEqual(['x.json.damaged', 'y.json.damaged']);
  expect(readFileSync(join(folder, 'x.json.damaged'), 'utf8')).toBe('third');
  expect(warnings[1]).toBe(
    `${path} is damaged: it is empty. It is kept as x.json.damaged, and the trial runs again.`,
  );
});

test('folders go as well, and what is gone already is no error', async () => {
  mkdirSync(join(folder, 'answers'));
  await setAside(join(folder, 'answers'), 'it is empty', 'it is made again');
  await setAside(join(folder, 'answers'), 'it is empty', 'it is made again');
  expect(readdirSync(folder)).toEqual(['answers.damaged']);
});
