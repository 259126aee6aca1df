import type { FigureRows, ScoreRow, VariantRow } from '../rows.ts';
import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { scoreTables, variantGroups } from './variant-groups.ts';

/** Two seeds of CKA, Fisher information and LoRA in all layers for two tasks. CKA has no title of its own. */
const rows = inventRows({
  ...{ tasks: glueTasks.slice(0, 2), methods: ['all', 'cka', 'fim'] },
  ...{ layers: [4], ranks: [8], seeds: 2 },
});

/** Variants of CKA by the names of methods, as they have them in results: of an untitled one the name is the title. */
function variantsOf(names: readonly string[]): VariantRow[] {
  const cka = rows.importance.filter(({ method }) => method === 'cka');
  return names.flatMap((variant) =>
    cka.map((row) => ({ ...row, variant, variantTitle: variant, isSelected: row.layer < 4 })),
  );
}
const variants = variantsOf(['cka', 'fim']);

test('scores stand in the row of their variant, also where other figures call its method otherwise', () => {
  const groups = variantGroups({ ...rows, variants });
  expect(groups).toMatchObject([
    { rule: 'cka', task: 'cola', taskTitle: 'CoLA', count: 4 },
    { rule: 'cka', task: 'sst2', taskTitle: 'SST-2', count: 4 },
  ]);
  const names = groups[0]?.variants.map(({ title }) => title);
  const { means, seeds, references } = scoreTables(groups);
  const ofCola = means.filter(({ task }) => task === 'cola');
  expect(ofCola.map(({ variant }) => variant)).toEqual(names);
  expect(seeds).toHaveLength(2 * 2 * 2);
  // LoRA in all layers is no variant: it has a line across all rows.
  expect(references).toHaveLength(2);
  for (const row of references) expect(row).not.toHaveProperty('variant');
});

test('a decoder that trains on one task and is scored on others has a panel for each of these', () => {
  const scores = rows.scores.map((row): ScoreRow => ({ ...row, trainedOn: 'metamath' }));
  const trained = variants
    .filter(({ task }) => task === 'cola')
    .map((row) => ({ ...row, task: 'metamath', taskTitle: 'MetaMath' }));
  const groups = variantGroups({ ...rows, scores, variants: trained });
  expect(groups).toHaveLength(1);
  expect(groups[0]?.benchmarks.map(({ benchmark }) => benchmark.name)).toEqual(['cola', 'sst2']);
  const { means, references } = scoreTables(groups);
  expect(means.map(({ task, benchmark, variant }) => [task, benchmark, variant])).toEqual([
    ['metamath', 'cola', 'cka'],
    ['metamath', 'cola', 'fim'],
    ['metamath', 'sst2', 'cka'],
    ['metamath', 'sst2', 'fim'],
  ]);
  expect(references).toMatchObject([{ benchmark: 'cola' }, { benchmark: 'sst2' }]);
});

test('a variant that trains otherwise has no scores beside those that measure otherwise alone', () => {
  const marked = variants.map((row) => ({
    ...row,
    ...(row.variant === 'fim' && { trainsOtherwise: true as const }),
  }));
  const { means } = scoreTables(variantGroups({ ...rows, variants: marked }));
  expect(new Set(means.map(({ variant }) => variant))).toEqual(new Set(['cka']));
});

test('variants of every rule have their groups, and importance alone has no scores', () => {
  const fisher = variants.map((row) => ({ ...row, method: 'fim' as const }));
  const groups = variantGroups({ scores: [], importance: [], variants: [...variants, ...fisher] });
  expect(groups.map(({ rule, task, benchmarks }) => [rule, task, benchmarks])).toEqual([
    ['cka', 'cola', []],
    ['cka', 'sst2', []],
    ['fim', 'cola', []],
    ['fim', 'sst2', []],
  ]);
});

test('a line of LoRA in all layers that is far from the variants is told to lie outside of the axis', () => {
  const far = (rows: FigureRows['scores']): ScoreRow[] =>
    rows.map((row) => ({ ...row, score: row.method === 'all' ? -0.9 : row.score }));
  const outsideOf = (of: FigureRows): number[] =>
    variantGroups(of).flatMap(({ benchmarks }) => benchmarks.map(({ scale }) => scale.outside.length));
  expect(outsideOf({ ...rows, variants })).toEqual([0, 0]);
  expect(outsideOf({ ...rows, scores: far(rows.scores), variants })).toEqual([1, 1]);
});
