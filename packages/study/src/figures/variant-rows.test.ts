import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from '../tables/collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
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
