import { exampleSpec } from '@lamella/spec/testing';
import { compareArms } from '../tables/compare-arms.ts';
import { averageTable, comparisonTable } from '../tables/comparison-table.ts';
import { comparisonsOf } from '../tables/family-of.ts';
import { publishedFolder, readExperimentFile } from '../results/experiment-folder.ts';
import { collectCells, type TrialCell } from '../tables/collect-cells.ts';
import { planPrimaries } from '../tables/primary-comparisons.ts';
import { differenceRows } from './difference-rows.ts';
import { join } from 'node:path';

const compare = { against: ['all', 'cka'], margin: 1 };
let cells: readonly TrialCell[];
beforeAll(() => {
  const folder = join(publishedFolder(), 'glue-minilm');
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) throw new Error(`Expected results in ${folder}`);
  cells = collectCells(experiment, folder);
});

test('a figure has the numbers of the table of comparisons', () => {
  const family = compareArms(cells, compare);
  const rows = differenceRows(family);
  const lines = `${averageTable(family)}\n${comparisonTable(family)}`
    .split('\n')
    .filter((line) => / against /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows.length).toBeGreaterThan(5);
  const signed = (share: number): string =>
    `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.abs(100 * share).toFixed(1)}`;
  expect(
    rows.map(({ arm, reference, taskTitle, difference, lower, upper, seeds, verdict, untold }) => [
      `${arm.label} against ${reference.label}`,
      taskTitle.replace('Mean over tasks', 'the mean of 2 tasks'),
      signed(difference),
      Number.isNaN(lower) ? '–' : `${signed(lower)} to ${signed(upper)}`,
      untold === undefined ? verdict : `${verdict} (${untold})`,
      String(seeds),
    ]),
  ).toEqual(lines.map((line) => [line[1], line[2], line[3], line[4], line[7], line[8]]));
  expect(new Set(rows.map(({ margin }) => margin))).toEqual(new Set([0.01]));
});

test('the rows of some arms keep the size of the whole family', () => {
  const family = compareArms(cells, compare);
  const all = differenceRows(family);
  const some = differenceRows(family, ({ method }) => method !== 'fim');
  expect(some.length).toBeLessThan(all.length);
  for (const kind of [true, undefined]) {
    const [shown, whole] = [some, all].map((rows) => rows.filter(({ isAverage }) => isAverage === kind));
    expect(new Set(shown?.map(({ tests }) => tests))).toEqual(new Set([whole?.[0]?.tests]));
  }
  expect(differenceRows(undefined)).toEqual([]);
});

test('primary comparisons come first, with the number that the spec names', () => {
  const [cell] = cells;
  if (cell === undefined) throw new Error('Expected cells');
  const experiment = readExperimentFile(join(publishedFolder(), 'glue-minilm'));
  if (experiment === undefined) throw new Error('Expected an experiment');
  const primary = [['cka', 'all'], { arms: ['fim', 'cka'], on: 'mrpc' }] as const;
  const spec = { ...experiment.spec, compare: { ...compare, primary } };
  const rows = differenceRows(compareArms(cells, { ...compare, planned: planPrimaries(spec, cells) }));
  const first = rows.filter(({ isPrimary }) => isPrimary === true);
  expect(rows[0]).toBe(first[0]);
  expect(first.map(({ tests, isAverage, task }) => [tests, isAverage, task])).toEqual([
    [2, true, 'average'],
    [2, undefined, 'mrpc'],
  ]);
  expect(rows.filter(({ isPrimary }) => isPrimary === undefined)).toEqual([]);
});

test('the same cells are compared once, and anew by another request', () => {
  const spec = { ...exampleSpec(), compare };
  const family = comparisonsOf(spec, cells);
  expect(comparisonsOf(spec, cells)).toBe(family);
  expect(comparisonsOf(exampleSpec(), cells)).not.toBe(family);
  expect(comparisonsOf(exampleSpec(), [...cells]).comparisons).toEqual(
    comparisonsOf(exampleSpec(), cells).comparisons,
  );
});
