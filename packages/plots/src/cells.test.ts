import { describeRows, mainLayers, mainRank, rowsAt, scoreCells } from './cells.ts';
import { glueTasks, inventRows } from './testing/invented-rows.ts';

const { scores } = inventRows({ tasks: glueTasks.slice(0, 2) });

test('a cell holds the seeds of one setting, in per cent', () => {
  const rows = scores.filter(
    (row) => row.task === 'sst2' && row.method === 'cka' && row.rank === 4 && row.layers === 2,
  );
  const [cell, ...others] = scoreCells(rows);
  expect(others).toEqual([]);
  expect(cell?.scores).toEqual(rows.map((row) => 100 * row.score));
  const [a = 0, b = 0, c = 0] = cell?.scores ?? [];
  const centre = (a + b + c) / 3;
  expect(cell?.mean).toBeCloseTo(centre, 10);
  expect(cell?.deviation).toBeCloseTo(
    Math.sqrt(((a - centre) ** 2 + (b - centre) ** 2 + (c - centre) ** 2) / 2),
    10,
  );
});

test('methods are compared at rank 8 and half of the layers where both were swept', () => {
  expect([mainRank(scores), mainLayers(scores)]).toEqual([8, 4]);
});

test('the swept rank and N win over the usual ones', () => {
  const star = scores.filter((row) => row.rank === 16 || row.layers === 6);
  expect([mainRank(star), mainLayers(star)]).toEqual([16, 6]);
});

test('a setting that has only just begun is not the main one', () => {
  const begun = scores.filter((row) => row.layers !== 4 || (row.method === 'cka' && row.seed === 0));
  expect(mainLayers(begun)).toBe(2);
});

test('there is no main setting without methods that select layers', () => {
  const references = scores.filter(({ method }) => ['full', 'all', 'head'].includes(method));
  expect([mainRank(references), mainLayers(references)]).toEqual([undefined, undefined]);
});

test('rows at a setting keep references: full and head at any rank, all layers at the rank', () => {
  const rows = rowsAt(scores, { rank: 8, layers: 4 });
  const settings = new Set(rows.map((row) => `${row.method} ${row.layers} ${row.rank}`));
  expect([...settings].sort()).toEqual([
    'all 8 8',
    'alternating 4 8',
    'cka 4 8',
    'fim 4 8',
    'first 4 8',
    'full 8 0',
    'head 0 0',
    'last 4 8',
    'random 4 8',
  ]);
});

test('the subtitle counts tasks and seeds', () => {
  expect(describeRows(scores, ['rank 8'])).toBe('mini/roberta (8 layers) · 2 tasks · rank 8 · 3 seeds');
  const uneven = scores.filter((row) => row.task === 'cola' && (row.method !== 'fim' || row.seed === 0));
  expect(describeRows(uneven, [])).toBe('mini/roberta (8 layers) · CoLA · 1 to 3 seeds');
});
