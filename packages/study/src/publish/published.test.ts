import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachFigure } from '../figures/draw-figures.ts';
import { readExperimentFile, type ExperimentFile, publishedFolder } from '../results/experiment-folder.ts';
import { makeTable } from '../tables/make-table.ts';

const names = readdirSync(publishedFolder());
/** The specs of published figures; of few trials none can be drawn. */
const figuresOf = (name: string): string[] => {
  const folder = join(publishedFolder(), name, 'figures');
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.vl.json')) : [];
};

test('there are published results and figures to compare with', () => {
  expect(names.flatMap(figuresOf).length).toBeGreaterThan(names.length);
});

describe.each(names)('%s, made again from its results', (name) => {
  const folder = join(publishedFolder(), name);
  const experiment = readExperimentFile(folder) as ExperimentFile;
  const table = makeTable(experiment, folder);

  test('tables are the published ones, byte for byte', () => {
    const made = new Map([['table.md', table.markdown], ['table.csv', table.csv], ...table.further]);
    const published = readdirSync(folder).filter((file) => /\.(md|csv)$/.test(file));
    expect([...made.keys()].sort()).toEqual(published.sort());
    for (const [file, content] of made) expect(readFileSync(join(folder, file), 'utf8')).toBe(content);
  });

  test('figures are all that can be drawn, and the published ones with their data, byte for byte', async () => {
    const figures = join(folder, 'figures');
    const published = new Set(figuresOf(name));
    for await (const { place, figure } of eachFigure(experiment.spec, table.cells)) {
      const file = `${place}.vl.json`;
      const isPublished = published.delete(file);
      if ('skipped' in figure) {
        if (isPublished) throw new Error(`Expected ${file} to be drawn: ${figure.skipped}`);
        continue;
      }
      if (!isPublished) throw new Error(`Expected ${file} to be published, since it can be drawn`);
      expect(`${JSON.stringify(figure.spec, undefined, 1)}\n`).toBe(
        readFileSync(join(figures, file), 'utf8'),
      );
      expect(existsSync(join(figures, file.replace('.vl.json', '.svg')))).toBe(true);
    }
    expect([...published]).toEqual([]);
  }, 60_000);
});
