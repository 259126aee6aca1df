import { planVariants, type VariantBase } from './plan-variants.ts';
import { variantOptions } from './variant-options.ts';

const settings = { method: 'cka', samples: 'all', maxLength: 64, batchSize: 8 } as const;
const encoder: VariantBase = {
  ...{ settings: { ...settings, pooling: 'cls' }, dropFirst: 'auto', numSamples: 70 },
  ...{ count: 3, numLayers: 6, kind: 'encoder' },
};
const names = (base: VariantBase): string[] =>
  planVariants(base, variantOptions).variants.map(({ option, value }) => `${option} ${value}`);

test('an encoder has all poolings, and 16, 32, … of its samples', () => {
  expect(names(encoder)).toEqual([
    'base base',
    ...['drop-first true', 'drop-first false'],
    ...['pooling last', 'pooling last-content', 'pooling mean'],
    'last-layer raw',
    ...['samples 16', 'samples 32', 'samples 64'],
  ]);
});

test('each variant differs from the base in one setting', () => {
  const { variants } = planVariants(encoder, variantOptions);
  const [base, ...others] = variants;
  for (const { option, dropFirst, settings } of others) {
    const changed = [
      ...(dropFirst === base?.dropFirst ? [] : ['drop-first']),
      ...(settings.pooling === base?.settings.pooling ? [] : ['pooling']),
      ...(settings.lastLayer === base?.settings.lastLayer ? [] : ['last-layer']),
      ...(settings.samples === base?.settings.samples ? [] : ['samples']),
    ];
    expect(changed).toEqual([option]);
  }
});

test('what a model or its data cannot have is left out by name', () => {
  const decoder: VariantBase = {
    ...encoder,
    settings: { ...settings, method: 'block-influence', pooling: 'last', lastLayer: 'raw' },
    ...{ kind: 'decoder', numSamples: 16 },
  };
  expect(planVariants(decoder, variantOptions)).toMatchObject({
    variants: [{}, { value: 'last-content' }, { value: 'mean' }, { value: 'normed' }],
    leftOut: [
      { variant: 'drop-first', why: 'block-influence does not read it' },
      { variant: 'pooling cls' },
      { variant: 'samples', why: 'there are 16, variants begin at 16' },
    ],
  });
  expect(planVariants({ ...encoder, count: 6 }, ['drop-first'])).toMatchObject({
    variants: [{}, { dropFirst: false }],
    leftOut: [{ variant: 'drop-first true', why: 'all 6 layers are selected' }],
  });
});
