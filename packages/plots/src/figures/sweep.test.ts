import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { drawSweep, type Sweep } from './sweep.ts';

const sweep: Sweep = {
  title: 'Title',
  fixed: 'rank 8',
  column: 'layers',
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

test('methods keep their place beside each other at every value, in display order', () => {
  const { means } = drawSweep(scores, sweep).tables;
  expect(means?.map((row) => [row['method'], row['layers'], row['aside']])).toEqual([
    ['LoRA, FIM', 2, 0.5],
    ['LoRA, FIM', 4, 0.5],
    ['LoRA, CKA (1 − CKA)', 2, -0.5],
    ['LoRA, CKA (1 − CKA)', 4, -0.5],
  ]);
});

test('every seed is in the tables, references apart', () => {
  const { seeds, references } = drawSweep(scores, sweep).tables;
  expect(seeds?.map((row) => row['score'])).toHaveLength(2 * 2 * 3);
  expect(references).toMatchObject([{ method: 'Full fine-tuning', seeds: 3 }]);
});

test('the subtitle says what all points share', () => {
  expect(drawSweep(scores, sweep).subtitle).toBe('mini/roberta (8 layers) · CoLA · rank 8 · 3 seeds');
});
