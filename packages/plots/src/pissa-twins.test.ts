import { pissaTwins } from './pissa-twins.ts';
import type { ScoreRow } from './rows.ts';
import { inventRows } from './testing/invented-rows.ts';

const [example] = inventRows({ methods: ['cka'], ranks: [8], seeds: 1 }).scores;
const row = (method: string, changes: Partial<ScoreRow> = {}): ScoreRow => ({
  ...(example as ScoreRow),
  method,
  ...changes,
});
const pissa = { initialisation: 'pissa_niter_16' };

test('what a method starts as is said by its rows, whatever its name', () => {
  expect(pissaTwins([row('by-similarity'), row('svd', pissa), row('other', { selection: 'fim' })])).toEqual([
    { pissa: 'svd', lora: 'by-similarity' },
  ]);
  expect(pissaTwins([row('cka'), row('cka-pissa')])).toEqual([]);
});

test('twins have the same layers, of the same rule, by LoRA', () => {
  const svd = row('svd', pissa);
  for (const change of [
    { selected: '1' },
    { selection: 'fim' },
    { adapter: 'vera', initialisation: null },
    { rank: 2 },
  ])
    expect(pissaTwins([row('cka', change), svd])).toEqual([]);
  // One setting of several differs.
  expect(
    pissaTwins([row('cka'), row('cka', { seed: 9, selected: '1' }), svd, row('svd', { ...pissa, seed: 9 })]),
  ).toEqual([]);
  // A setting that only one of them has says nothing.
  expect(pissaTwins([row('cka'), row('cka', { seed: 9, selected: '1' }), svd])).toHaveLength(1);
});

test('of several methods the one of that name counts, or else the first', () => {
  const rows = [row('cka'), row('fast'), row('fast-pissa', pissa), row('a-pissa', pissa)];
  expect(pissaTwins(rows)).toEqual([
    { pissa: 'fast-pissa', lora: 'fast' },
    { pissa: 'a-pissa', lora: 'cka' },
  ]);
});
