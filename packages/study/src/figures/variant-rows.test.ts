import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from '../tables/collect-cells.ts';
import { doneResult, withConstantInputs } from '../testing/example-results.ts';
import { variantRows } from './variant-rows.ts';

type Methods = ReturnType<typeof exampleSpec>['methods'];

const cka = { tuning: 'lora', selection: 'cka' } as const;

/** Cells whose results all selected the first and the last of 8 layers, by importance 1, 1/2, … 1/8. */
function cellsOf(methods: Methods): TrialCell[] {
  const trials = expandSweep({ ...exampleSpec(), tasks: ['cola'], methods }, 8);
  return trials.map((trial): TrialCell => ({ trial, layers: 4, state: 'done', result: doneResult(trial) }));
}

test('methods that measure in different ways are variants, once for each way and layer', () => {
  const rows = variantRows(
    cellsOf({
      cka: { ...cka, title: 'CLS' },
      pissa: { ...cka, adapter: { init: 'pissa' } },
      mean: { ...cka, importance: { pooling: 'mean' } },
      kept: { ...cka, importance: { dropFirst: false } },
      all: { tuning: 'lora', selection: 'all' },
    }),
  );
  // PiSSA measures as the first does.
  expect(rows.filter(({ layer }) => layer === 0)).toMatchObject([
    { variant: 'cka', variantTitle: 'CLS', method: 'cka', importance: 1, isSelected: true, isLeftOut: true },
    { variant: 'mean', importance: 1, isSelected: true },
    { variant: 'kept', importance: 1, isSelected: true },
  ]);
  expect(rows).toHaveLength(3 * 8);
  expect(rows.filter(({ isLeftOut }) => isLeftOut)).toHaveLength(1);
  expect(rows.filter(({ variant, isSelected }) => variant === 'mean' && isSelected)).toMatchObject([
    { layer: 0 },
    { layer: 7, importance: 1 / 8 },
  ]);
});

test('without a second way of measuring there are none', () => {
  const fim = { tuning: 'lora', selection: 'fim' } as const;
  expect(variantRows(cellsOf({ cka, fim, pissa: { ...cka, adapter: { init: 'pissa' } } }))).toEqual([]);
});

test('of methods that measure alike the one that trains as the first stands for all; one without such a twin is marked', () => {
  const rows = variantRows(
    cellsOf({
      cka,
      pissaMean: { ...cka, adapter: { init: 'pissa' }, importance: { pooling: 'mean' } },
      mean: { ...cka, importance: { pooling: 'mean' } },
      pissaKept: { ...cka, adapter: { init: 'pissa' }, importance: { dropFirst: false } },
    }),
  );
  expect(rows.filter(({ layer }) => layer === 0).map((row) => [row.variant, row.trainsOtherwise])).toEqual([
    ['cka', undefined],
    ['mean', undefined],
    ['pissaKept', true],
  ]);
});

test('every rule that measured in several ways has its variants, one that measured in one has none', () => {
  const fim = { tuning: 'lora', selection: 'fim' } as const;
  const samples = { importance: { samples: 16 } };
  const two = variantRows(cellsOf({ cka, few: { ...cka, ...samples }, fim, fewer: { ...fim, ...samples } }));
  const names = (rows: typeof two): unknown => [
    ...new Set(rows.map((row) => `${row.method} ${row.variant}`)),
  ];
  expect(names(two)).toEqual(['cka cka', 'cka few', 'fim fim', 'fim fewer']);
  const one = variantRows(cellsOf({ fim, cka, few: { ...cka, ...samples } }));
  expect(names(one)).toEqual(['cka cka', 'cka few']);
});

test('a layer that dropFirst leaves out is told from one whose input is the same for every sample', () => {
  const cells = cellsOf({ cka, kept: { ...cka, importance: { dropFirst: false } } }).map(
    (cell): TrialCell => {
      const { result } = cell;
      if (result === undefined) return cell;
      return { ...cell, result: withConstantInputs(result, [1]) };
    },
  );
  const first = variantRows(cells).filter(({ variant }) => variant === 'cka');
  expect(first.slice(0, 3).map(({ isLeftOut, hasConstantInput }) => [isLeftOut, hasConstantInput])).toEqual([
    [true, false],
    [undefined, true],
    [undefined, false],
  ]);
});
