import { listenToWarnings } from '@lamella/core';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepFigures } from './keep-figures.ts';

let folder: string;
let warnings: string[];
let stop: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-figures-'));
  warnings = [];
  stop = listenToWarnings((message) => warnings.push(message));
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

const write = (...files: string[]): string[] => {
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return files;
};
const found = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('.'))
    .sort();

test('what is no longer drawn is removed, with the folder of its setting', async () => {
  await keepFigures(
    folder,
    write('score-by-rank.svg', 'score-by-layers.svg', 'epochs-5/score-by-layers.svg'),
  );
  await keepFigures(folder, write('score-by-layers.svg'));
  expect(found()).toEqual(['score-by-layers.svg']);
  await keepFigures(folder, []);
  expect(found()).toEqual([]);
  expect(warnings).toEqual([]);
});

test('what Lamella did not write, or someone changed, stays and is told', async () => {
  write('notes.txt', 'score-by-parameters.png');
  await keepFigures(folder, write('score-by-rank.svg', 'score-by-layers.svg'));
  expect(warnings.join()).toMatch(
    /figures that are not of the present results: score-by-parameters\.png\. Remove/,
  );
  writeFileSync(join(folder, 'score-by-rank.svg'), 'edited by hand');
  warnings.length = 0;
  await keepFigures(folder, write('score-by-layers.svg'));
  expect(found()).toEqual([
    'notes.txt',
    'score-by-layers.svg',
    'score-by-parameters.png',
    'score-by-rank.svg',
  ]);
  expect(warnings.join()).toMatch(/: score-by-parameters\.png, score-by-rank\.svg\./);
});

test('a folder that is not there stays so, and a list that is damaged removes nothing', async () => {
  await keepFigures(join(folder, 'none'), []);
  expect(found()).toEqual([]);
  await keepFigures(folder, write('score-by-rank.svg'));
  writeFileSync(join(folder, '.figures.json'), '{');
  await keepFigures(folder, []);
  expect(found()).toEqual(['score-by-rank.svg']);
});
