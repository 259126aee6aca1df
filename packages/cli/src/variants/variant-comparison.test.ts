import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { readModelShape } from '@lamella/planning';
import type { Importance } from '@lamella/study/trial';
import { formatVariants } from './format-variants.ts';
import type { MeasuredVariants, VariantsRequest } from './measure-variants.ts';
import type { Variant } from './plan-variants.ts';
import { compareVariants } from './variant-comparison.ts';

const config = readJsonFile(join(workspaceRoot(), 'fixtures/bert/config.json')) as Record<string, unknown>;
const request: VariantsRequest = {
  ...{ model: 'm', method: 'cka', samples: 64, lastLayer: 'normed', maxLength: 8, batchSize: 8, seed: 0 },
  ...{ options: ['drop-first', 'pooling', 'max-length'], select: 2 },
};
const settings = { method: 'cka', pooling: 'cls', samples: 'all', maxLength: 8, batchSize: 8 } as const;
const base: Variant = { option: 'base', value: 'base', dropFirst: 'auto', settings };
const importance = (values: number[], constantInputs: number[]): Importance => ({
  ...{ method: 'cka', values, numSamples: 64, seconds: 2, certaintySeconds: 0.5, notes: [] },
  certainty: {
    ...{ resamples: 10, seed: 0, confidence: 0.95, numSamples: 64, constantInputs },
    ...{ estimates: values, lower: values, upper: values, orders: { '3 2 1 0': 9, '1 3 2 0': 1 } },
  },
});
const found: MeasuredVariants = {
  ...{ shape: { ...readModelShape(config), numLayers: 4 }, data: 'CoLA' },
  measured: [
    { variant: base, importance: importance([1, 0.2, 0.3, 0.4], [0]) },
    {
      variant: { ...base, option: 'drop-first', value: 'false', dropFirst: false },
      importance: importance([1, 0.2, 0.3, 0.4], [0]),
    },
    {
      variant: { ...base, option: 'pooling', value: 'mean', settings: { ...settings, pooling: 'mean' } },
      importance: importance([0.1, 0.4, 0.2, 0.5], []),
    },
    {
      variant: { ...base, option: 'max-length', value: '4', settings: { ...settings, maxLength: 4 } },
      importance: importance([1, 0.2, 0.3, 0.4], [0]),
    },
  ],
  leftOut: [{ variant: 'last-layer raw', why: 'the model has no final norm' }],
};

test('each variant is compared with the base, over the layers that both rank', () => {
  const { variants, passes, seconds, base: ofBase, count } = compareVariants(request, found);
  expect({ passes, seconds, count }).toEqual({ passes: 2, seconds: 5, count: 2 });
  expect(ofBase).toEqual({
    ...{ dropFirst: 'auto', pooling: 'cls', lastLayer: 'normed', samples: 64, maxLength: 8 },
  });
  expect(variants.map(({ selection }) => selection.mask)).toEqual(['0011', '1001', '0101', '0011']);
  expect(variants.map(({ agreement }) => agreement?.overlap?.jaccard)).toEqual([undefined, 1 / 3, 1 / 3, 1]);
  // Layers 1, 2 and 3 are 0.2, 0.3, 0.4 and 0.4, 0.2, 0.5: two of three pairs are in one order.
  expect(variants[2]?.agreement?.tau).toBeCloseTo(1 / 3, 12);
  expect(variants[2]?.agreement?.layers).toEqual([1, 2, 3]);
  // Two of four layers against two of them: both, one or none in common, with probabilities 1, 4 and 1 of 6.
  expect(variants[2]?.agreement?.chance?.jaccard).toBeCloseTo((1 + 4 / 3) / 6, 12);
});

test('the tables', () => {
  expect(formatVariants(compareVariants(request, found)).split('\n')).toEqual([
    'What a choice of measuring changes: importance (1 - CKA) of the layers of m for CoLA',
    'Base: pooling cls, last-layer normed, 64 samples, max-length 8, drop-first auto; 2 of 4 layers selected; 2 forward passes, 5.0 s',
    '',
    '                  pooling  max-length',
    'layer    base      mean           4',
    '0      1.0000    0.1000      1.0000',
    '1      0.2000 ?  0.4000*?    0.2000 ?',
    '2      0.3000*?  0.2000 ?    0.3000*?',
    '3      0.4000*   0.5000*     0.4000*',
    '',
    '* selected; ? undecided: more than one in twenty other samples would decide otherwise',
    '',
    'variant           selected  mask  shared  overlap  chance   tau  certainty  undecided',
    'base                   2 3  0011       -        -       -     -       0.93        1 2',
    'drop-first false       0 3  1001       1     0.33    0.39  1.00       0.33      0 1 2',
    'pooling mean           1 3  0101       1     0.33    0.39  0.33       0.40        1 2',
    'max-length 4           2 3  0011       2     1.00    0.56  1.00       0.93        1 2',
    '',
    "shared, overlap: layers that the base selects too, and the Jaccard index, beside that of chance; tau: Kendall's tau-b of the values with",
    'the base’s, over the layers that both rank; certainty: mean overlap of the selection with those of other samples',
    '',
    'Left out:',
    '  last-layer raw: the model has no final norm',
    '',
    'base, drop-first false, max-length 4: Layer 0 gets the same input for every sample: all begin with the same token. Its importance means nothing; dropFirst: auto leaves it out.',
  ]);
});

test('notes on other variants than the first are told too', () => {
  const { notes } = compareVariants(request, { ...found, measured: found.measured.slice(2) });
  expect(notes).toEqual([expect.stringMatching(/^max-length 4: Layer 0 gets the same input/)]);
});
