import type { VariantRow } from './rows.ts';
import { agreementRow, layerRows, variantsByTask } from './variant-tables.ts';

const rows = (variant: string, values: readonly number[], selected: readonly number[]): VariantRow[] =>
  values.map((importance, layer) => ({
    ...{ model: 'm', task: 'cola', taskTitle: 'CoLA', method: 'cka', layer, importance },
    ...{ variant, variantTitle: variant.toUpperCase(), isSelected: selected.includes(layer) },
    ...(importance === 1 && { isLeftOut: true as const }),
  }));
const variants = variantsByTask([
  ...rows('cls', [1, 0.2, 0.3, 0.04], [1, 2]),
  ...rows('mean', [0.4, 0.1, 0.2, 0.02], [0, 2]),
]);

test('layers are relative to the largest one that is ranked', () => {
  const [cls] = variants;
  expect(cls && layerRows(cls).map(({ relative, text }) => [relative, text])).toEqual([
    [undefined, '–'],
    [0.6667, '.20'],
    [1, '.30'],
    [0.1333, '.040'],
  ]);
});

test('agreement is with the first variant, over the layers that both rank', () => {
  const [base, mean] = variants.map(agreementRow);
  expect(base).toEqual({ task: 'cola', variant: 'CLS', text: 'the base' });
  // One of three layers; two of four: one in common with probability 4 of 6, both with 1 of 6.
  expect(mean).toEqual({
    ...{ task: 'cola', variant: 'MEAN', overlap: 0.3333, chance: 0.3889, tau: 1 },
    text: '0.33, τ 1.00',
  });
});
