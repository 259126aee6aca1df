import type { VariantRow } from './rows.ts';
import { agreementRow, layerRows, variantsByTask, withoutVariants } from './variant-tables.ts';

const rows = (variant: string, values: readonly number[], selected: readonly number[]): VariantRow[] =>
  values.map((importance, layer) => ({
    ...{ model: 'm', task: 'cola', taskTitle: 'CoLA', method: 'cka', layer, importance },
    ...{ variant, variantTitle: variant.toUpperCase(), isSelected: selected.includes(layer) },
    ...(importance === 1 && { isLeftOut: true as const, hasConstantInput: true }),
  }));
const variants = variantsByTask([
  ...rows('cls', [1, 0.2, 0.3, 0.04], [1, 2]),
  ...rows('mean', [0.4, 0.1, 0.2, 0.02], [0, 2]),
]);

test('layers are relative to the largest one that is ranked', () => {
  const [cls] = variants;
  expect(cls && layerRows(cls).map(({ relative, text }) => [relative, text])).toEqual([
    [undefined, ''],
    [0.6667, '.20'],
    [1, '.30'],
    [0.1333, '.040'],
  ]);
});

test('a dash stands for values that mean nothing alone: another value that dropFirst leaves out is printed', () => {
  const leftOut = rows('mean', [0.4, 0.1], [1]).map((row) => ({
    ...row,
    ...(row.layer === 0 && { isLeftOut: true as const, hasConstantInput: false }),
  }));
  const [cls, mean] = [variants[0], variantsByTask(leftOut)[0]];
  const first = [cls, mean].map((variant) => variant && layerRows(variant)[0]);
  expect(first).toMatchObject([
    { importance: 1, isLeftOut: true, text: '', mark: '–' },
    { importance: 0.4, isLeftOut: true, text: '.40', mark: '×' },
  ]);
  expect(first[1]).not.toHaveProperty('relative');
});

test('what is left out is no layer to compare the others with', () => {
  const unranked = rows('all', [0.9, 0.3], [1]).map((row) => ({
    ...row,
    ...(row.layer === 0 && { isLeftOut: true as const }),
  }));
  const [variant] = variantsByTask(unranked);
  expect(variant && layerRows(variant).map(({ relative }) => relative)).toEqual([undefined, 1]);
});

test('agreement is with the first variant, over the layers that both rank', () => {
  const [base, mean] = variants.map(agreementRow);
  expect(base).toEqual({ task: 'cola', rule: 'cka', variant: 'CLS', text: 'the base' });
  // One of three layers; two of four: one in common with probability 4 of 6, both with 1 of 6.
  expect(mean).toEqual({
    ...{ task: 'cola', rule: 'cka', variant: 'MEAN', overlap: 0.3333, chance: 0.3889, tau: 1 },
    text: '0.33, τ 1.00',
  });
});

test('variants are compared with the first one of their own rule', () => {
  const fim = rows('fisher', [0.4, 0.1], [0]).map((row) => ({ ...row, method: 'fim' as const }));
  const found = variantsByTask([...rows('cls', [0.2, 0.1], [0]), ...fim, ...rows('mean', [0.1, 0.2], [0])]);
  expect(found.map(({ rule, name, agreement }) => [rule, name, agreement === undefined])).toEqual([
    ['cka', 'cls', true],
    ['cka', 'mean', false],
    ['fim', 'fisher', true],
  ]);
});

test('importance of rules that measured in one way stays', () => {
  const cka = rows('cls', [0.2, 0.1], [0]);
  const fim = cka.map((row) => ({ ...row, method: 'fim' as const }));
  expect(withoutVariants({ scores: [], importance: [...cka, ...fim], variants: cka })).toEqual(fim);
});

test('importance without a unit of its own is printed relative to the largest', () => {
  const fim = rows('fisher', [4e-4, 1e-4], [0]).map((row) => ({ ...row, method: 'fim' as const }));
  const [variant] = variantsByTask(fim);
  expect(variant && layerRows(variant).map(({ importance, text }) => [importance, text])).toEqual([
    [1, '1.00'],
    [0.25, '.25'],
  ]);
});
