import { drawFigure } from './draw-figure.ts';
import { withEnoughItems } from './few-items.ts';
import { methodsByTask } from './figures/methods-by-task.ts';
import { glueTasks, inventRows } from './testing/invented-rows.ts';

const rows = inventRows({ tasks: glueTasks.slice(0, 2), methods: ['all', 'cka'], layers: [4], ranks: [8] });
const counted = (cola: number, sst2: number): typeof rows => ({
  ...rows,
  scores: rows.scores.map((row) => ({ ...row, numItems: row.task === 'cola' ? cola : sst2 })),
});

test('a task whose scores are of fewer than 30 items is left out by name', () => {
  const drawing = withEnoughItems(methodsByTask)(counted(29, 30));
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  expect(new Set(drawing.tables['means']?.map(({ task }) => task))).toEqual(new Set(['sst2']));
  expect(drawing.notes.at(-1)).toBe('Left out, with fewer than 30 items in its score: CoLA (29).');
});

test('nothing is drawn of ten questions, and the reason names them', async () => {
  const figures = ['methods-by-task', 'score-by-parameters'] as const;
  for (const name of figures) {
    expect(await drawFigure(name, counted(10, 10))).toMatchObject({
      skipped: expect.stringMatching(
        /; left out, with fewer than 30 items in its score: CoLA \(10\), SST-2 \(10\)$/,
      ) as unknown,
    });
  }
});

test('scores whose number of items is not known are shown', () => {
  expect('skipped' in withEnoughItems(methodsByTask)(rows)).toBe(false);
});
