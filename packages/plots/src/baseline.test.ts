import { baselineMark, baselineNote } from './baseline.ts';
import { scoreCells } from './cells.ts';
import { drawFigure } from './draw-figure.ts';
import { scoreAxis } from './drawing.ts';
import { glueTasks, inventRows } from './testing/invented-rows.ts';

const { scores, importance } = inventRows({
  ...{ tasks: glueTasks.slice(1, 2), methods: ['full', 'cka', 'random'] },
  ...{ layers: [2, 4], ranks: [8], seeds: 2 },
});
const withBaseline = (baseline: number) =>
  scores.map((row) => ({ ...row, baseline, baselineOf: 'majority class' as const }));
const mark = (rows: typeof scores) =>
  baselineMark(scoreCells(rows), { channel: 'y', look: scoreAxis([60, 90], 'accuracy'), domain: [60, 90] });

test('a rule where the axis has the score, words where it ends before, nothing where nothing is known', () => {
  expect(mark(withBaseline(0.7))).toMatchObject({
    layers: [{ data: { values: [{ baseline: 70 }] }, encoding: { y: { field: 'baseline' } } }],
    note: '',
  });
  expect(mark(withBaseline(0.509))).toEqual({ layers: [], note: ' (majority class 50.9)' });
  expect(mark(scores)).toEqual({ layers: [], note: '' });
  expect(
    mark([...withBaseline(0.7), ...withBaseline(0.6).map((row) => ({ ...row, layers: 9 }))]).layers,
  ).toEqual([]);
  expect(baselineNote(scoreCells(withBaseline(0.7)))).toMatch(/^ Dotted, .*: majority class\.$/);
  expect(baselineNote(scoreCells(scores))).toBe('');
});

test.each(['score-by-layers', 'methods-by-task'] as const)(
  '%s shows it, and is as it was without',
  async (name) => {
    const draw = async (rows: typeof scores): Promise<string> => {
      const figure = await drawFigure(name, { scores: rows, importance });
      if ('skipped' in figure) throw new Error(figure.skipped);
      return JSON.stringify(figure.spec);
    };
    expect(await draw(withBaseline(0.1))).toContain('(majority class 10.0)');
    expect(await draw(scores)).not.toMatch(/majority/);
  },
  60_000,
);
