import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidyRun } from './tidy-run.ts';

test('what was left unfinished of the run and of trials that are due is removed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-tidy-'));
  const left = '.x.json.0123456789ab.tmp';
  const places = ['.', 'spec', 'inputs', 'answers/due', 'adapters/due', 'answers/done'];
  for (const place of places) {
    mkdirSync(join(folder, place), { recursive: true });
    for (const name of [left, 'x.json']) writeFileSync(join(folder, place, name), '');
  }
  await tidyRun(folder, ['due', 'new']);
  expect(places.filter((place) => existsSync(join(folder, place, left)))).toEqual(['answers/done']);
  expect(places.every((place) => readdirSync(join(folder, place)).includes('x.json'))).toBe(true);
  rmSync(folder, { recursive: true });
});
