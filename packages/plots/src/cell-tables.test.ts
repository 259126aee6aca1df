import { edgeNotes, meanRow, seedNote, seedRows } from './cell-tables.ts';
import type { ScoreCell } from './cells.ts';
import { methodStyles } from './methods.ts';
import { inventRows } from './testing/invented-rows.ts';

const styles = methodStyles(
  inventRows({ methods: ['head', 'full', 'cka'], layers: [4], ranks: [8], seeds: 1 }),
);
const lora = { tuning: 'lora', selection: 'cka' } as const;
const setting = { task: 'cola', layers: 4, rank: 8, trainableParameters: 100 };
const cka: ScoreCell = {
  ...setting,
  ...lora,
  metric: 'accuracy',
  method: 'cka',
  scores: [80, 82],
  mean: 81,
  deviation: Math.SQRT2,
};

test('tables name methods as figures print them', () => {
  const columns = { ...setting, method: 'LoRA, CKA (1 − CKA)' };
  expect(meanRow(cka, styles)).toEqual({ ...columns, mean: 81, low: 79.5858, high: 82.4142, seeds: 2 });
  expect(seedRows(cka, styles)).toEqual([
    { ...columns, score: 80 },
    { ...columns, score: 82 },
  ]);
});

test('the note explains a spread only where there is one', () => {
  expect(seedNote([cka], 'bars')).toBe(
    'Markers are means over seeds, bars ± one standard deviation, dots single seeds.',
  );
  expect(seedNote([{ ...cka, scores: [80] }], 'bars')).toMatch(/one seed/);
});

test('references beyond the panel are named at the edge that they lie behind', () => {
  const panel = { domain: [70, 90], width: 200, height: 100, styles } as const;
  const [head, full] = [
    { ...cka, method: 'head', mean: 41.26 },
    { ...cka, method: 'full', mean: 95 },
  ];
  const marks = edgeNotes([head, full], panel).map((layer) => ('mark' in layer ? layer.mark : undefined));
  expect(marks).toMatchObject([
    { text: '↓ Head only 41.3', y: 96, baseline: 'bottom' },
    { text: '↑ Full fine-tuning 95.0', y: 4, baseline: 'top' },
  ]);
  expect(edgeNotes([], panel)).toEqual([]);
});
