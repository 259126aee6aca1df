import { exampleSpec } from '../testing/example-spec.ts';
import { settingsOf, specsOf } from './swept-specs.ts';

test('settings are a product, in the order of the spec', () => {
  expect(settingsOf({})).toEqual([[]]);
  const products = settingsOf({ 'training.epochs': [1, 2], 'rows.train': [10, 20] });
  expect(products.map((settings) => settings.map(({ value }) => value))).toEqual([
    [1, 10],
    [1, 20],
    [2, 10],
    [2, 20],
  ]);
});

test('a spec with settings in place has the defaults of its sections, and is made once', () => {
  const spec = exampleSpec();
  const specOf = specsOf(spec);
  expect(specOf([])).toBe(spec);
  const [settings = []] = settingsOf({ 'training.accumulation': [{ steps: 4 }] });
  expect(specOf(settings).training).toEqual({ accumulation: { steps: 4, mode: 'mean' } });
  expect(specOf(settings)).toBe(specOf([...settings]));
  expect(spec.training).toBeUndefined();
});

test('values that do not fit together are told of in words', () => {
  const settings = [
    { key: 'data', value: { kind: 'mini-glue' }, values: [] },
    { key: 'data.path', value: './glue', values: [] },
  ];
  expect(() => specsOf(exampleSpec())(settings)).toThrow(
    /^Expected settings of sweep\.set that fit together, got data, data\.path: /,
  );
});
