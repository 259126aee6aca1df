import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedFolder } from '../results/experiment-folder.ts';
import { writePublished } from './write-published.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-published-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('tables and figures are written as they are published, and what is no figure of the results goes', async () => {
  const published = join(publishedFolder(), 'artefacts-samples');
  const copy = join(folder, 'copy');
  cpSync(published, copy, { recursive: true });
  rmSync(join(copy, 'table.md'));
  cpSync(join(copy, 'table.csv'), join(copy, 'figures/stray.svg'));
  const { figures } = await writePublished(copy);
  expect(figures.drawn.length).toBeGreaterThan(0);
  expect(readFileSync(join(copy, 'table.md'))).toEqual(readFileSync(join(published, 'table.md')));
  const names = readdirSync(join(published, 'figures'));
  expect(readdirSync(join(copy, 'figures'))).toEqual(names);
  for (const name of names)
    expect(readFileSync(join(copy, 'figures', name))).toEqual(readFileSync(join(published, 'figures', name)));
}, 60_000);

test('a folder without results is refused, and stays as it is', async () => {
  const none = join(folder, 'none');
  await expect(writePublished(none)).rejects.toThrow(`Expected published results in ${none}, got none.`);
  expect(existsSync(none)).toBe(false);
});
