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

test('every damaged file is kept under a name of its own, with the reason told', async () => {
  const path = join(folder, 'x.json');
  for (const content of ['first', 'second', 'third']) {
    writeFileSync(path, content);
    await setAside(path, 'it is empty', 'the trial runs again');
  }
  expect(readdirSync(folder).sort()).toEqual(['x.json.damaged', 'x.json.damaged-2', 'x.json.damaged-3']);
  expect(readFileSync(join(folder, 'x.json.damaged-2'), 'utf8')).toBe('second');
  expect(warnings[1]).toBe(
    `${path} is damaged: it is empty. It is kept as x.json.damaged-2, and the trial runs again.`,
  );
});

test('folders go as well, and what is gone already is no error', async () => {
  mkdirSync(join(folder, 'answers'));
  await setAside(join(folder, 'answers'), 'it is empty', 'it is made again');
  await setAside(join(folder, 'answers'), 'it is empty', 'it is made again');
  expect(readdirSync(folder)).toEqual(['answers.damaged']);
});
