import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import type { Drawing } from '../drawing.ts';
import type { ScoreRow } from '../rows.ts';
import { drawSweep, type Sweep } from './sweep.ts';

const sweep: Sweep = {
  title: 'Title',
  fixed: 'rank 8',
  column: 'layers',
  quantity: 'N',
  axisTitle: 'N',
  scale: 'linear',
  references: ['full', 'head'],
};
const { scores } = inventRows({
  tasks: glueTasks.slice(0, 1),
  methods: ['full', 'fim', 'cka'],
  ranks: [8],
  layers: [2, 4],
});

const drawn = (rows: readonly ScoreRow[]): Drawing => {
  const drawing = drawSweep(rows, sweep);
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  return drawing;
};

test('methods keep their place beside each other at every value, in display order', () => {
  const { means } = drawn(scores).tables;
  expect(means?.map((row) => [row['method'], row['layers'], row['aside']])).toEqual([
    ['LoRA, FIM', 2, 0.5],
    ['LoRA, FIM', 4, 0.5],
    ['LoRA, CKA (1 − CKA)', 2, -0.5],
    ['LoRA, CKA (1 − CKA)', 4, -0.5],
  ]);
});

test('every seed is in the tables, references apart', () => {
  const { seeds, references } = drawn(scores).tables;
  expect(seeds?.map((row) => row['score'])).toHaveLength(2 * 2 * 3);
  expect(references).toMatchObject([{ method: 'Full fine-tuning', seeds: 3 }]);
});

test('the subtitle says what all points share', () => {
  expect(drawn(scores).subtitle).toBe('mini/roberta (8 layers) · CoLA · rank 8 · 3 seeds');
});

test('one value is no curve: such a method and such a task are left out by name', () => {
  const two = inventRows({
    tasks: glueTasks.slice(0, 2),
    methods: ['full', 'fim', 'cka'],
    ranks: [8],
    layers: [2, 4],
  });
  const isCurve = ({ task, method, layers }: ScoreRow): boolean =>
    method === 'full' || layers === 2 || (task === 'cola' && method === 'cka');
  const rows = two.scores.filter(isCurve);
  const { notes, tables, subtitle } = drawn(rows);
  expect(new Set(tables['means']?.map(({ method, task }) => `${String(method)} ${String(task)}`))).toEqual(
    new Set(['LoRA, CKA (1 − CKA) cola']),
  );
  expect(notes).toContain('One value of N only, and not shown: SST-2; LoRA, FIM.');
  expect(subtitle).toContain('CoLA');
  expect(
    drawSweep(
      rows.filter(({ layers }) => layers !== 4),
      sweep,
    ),
  ).toEqual({
    skipped: 'it needs a method with several values of N on the same task',
  });
});

test('a method that has one value on some of the tasks is left out of these by name', () => {
  const two = inventRows({
    tasks: glueTasks.slice(0, 2),
    methods: ['fim', 'cka'],
    ranks: [8],
    layers: [2, 4],
  });
  const { notes } = drawn(
    two.scores.filter(({ task, method, layers }) => task === 'cola' || method === 'cka' || layers === 2),
  );
  expect(notes).toContain('One value of N only, and not shown: LoRA, FIM (SST-2).');
});

test('of very many methods those with a look of their kind stand out, the others are grey lines that the note names', () => {
  const methods = ['full', 'cka', 'fim', ...Array.from({ length: 9 }, (_, i) => `own-${i}`)];
  const many = inventRows({ tasks: glueTasks.slice(0, 1), methods, ranks: [8], layers: [2, 4] });
  const { notes, tables } = drawn(many.scores);
  expect(tables['means']).toHaveLength(2 * 2);
  expect(tables['context']).toHaveLength(9 * 2);
  expect(notes.join()).toMatch(/Grey lines: .*own-0.*own-8/);
});
