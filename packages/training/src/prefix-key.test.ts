import type { EncodedExample } from '@lamella/datasets';
import { prefixKey, type PrefixSource } from './prefix-key.ts';

const text = (id: number, ids: readonly number[], type = 0): EncodedExample => {
  return { id, ids, typeIds: ids.map(() => type), label: 0 };
};
const source: PrefixSource = { model: 'm', numLayers: 2, layout: 'packed', matmulPrecision: 'float32' };
const texts = [text(0, [1, 2]), text(1, [3])];

test('the same texts have one key, whatever they are labelled and whichever kind of list their tokens are in', () => {
  const typed = texts.map((one) => ({ ...one, ids: Int32Array.from(one.ids), label: 1 }));
  expect(prefixKey(typed, { ...source })).toBe(prefixKey(texts, source));
});

test('whatever the states depend on changes the key', () => {
  const keys = [
    prefixKey(texts, source),
    ...[
      [text(0, [1]), text(1, [2, 3])],
      [text(0, [1, 2]), text(2, [3])],
      [text(0, [1, 2], 1), text(1, [3])],
      [text(0, [1, 2])],
    ].map((others) => prefixKey(others, source)),
    ...[
      { model: 'n' },
      { seed: 1 },
      { numLayers: 3 },
      { layout: 'padded' },
      { matmulPrecision: 'bfloat16' },
    ].map((change) => prefixKey(texts, { ...source, ...change })),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
