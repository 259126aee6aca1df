import type { EncodedExample } from '@lamella/datasets';
import { chooseLayout } from './choose-layout.ts';

/** So many texts of each length. */
function textsOf(...lengths: number[]): EncodedExample[] {
  return lengths.map((length, id) => ({
    ...{ id, label: 0 },
    ids: new Array<number>(length).fill(5),
    typeIds: new Array<number>(length).fill(0),
  }));
}

const config = { hiddenSize: 768, intermediateSize: 3072 };
const model = { readsPackedTexts: true, headKind: 'classification', config } as never;
const ofDistances = { ...(model as object), readsLongestText: true } as never;
const decoder = { readsPackedTexts: true, headKind: 'causal-lm', config } as never;
const small = {
  ...{ readsPackedTexts: true, headKind: 'classification' },
  config: { hiddenSize: 64, intermediateSize: 256 },
} as never;
const uneven = textsOf(3, 40, 5, 8, 4, 12, 38, 6);
const settings = {
  ...{ batchSize: 4, seed: 0, epochs: 20 },
  accumulation: { steps: 1, mode: 'mean' },
} as const;

test.each([
  ['texts of many lengths', {}, 'packed'],
  ['packing is off', { packing: 'off' }, 'padded'],
  ['a small model that is done before its steps are compiled', { model: small }, 'padded'],
  ['packing is on', { model: small, packing: 'on' }, 'packed'],
  ['a small model that is trained for long', { model: small, epochs: 2000 }, 'packed'],
  ['few steps of many epochs', { model: small, epochs: 2000, steps: 3 }, 'padded'],
  ['a model that reads a text per row', { model: {} as never }, 'padded'],
  ['texts of a bucket’s length', { examples: textsOf(16, 16, 16, 16, 16, 16, 16, 16) }, 'padded'],
  ['a text that holds the padding’s token', { padId: 5 }, 'padded'],
  ['a decoder’s texts that hold the padding’s token', { model: decoder, padId: 5 }, 'packed'],
] as const)(
  '%s',
  (_, { model: other = model, examples = uneven, padId = 0, ...options }: Options, layout) => {
    expect(chooseLayout({ model: other, examples, padId }, { ...settings, ...options }).layout).toBe(layout);
  },
);

type Options = Partial<Parameters<typeof chooseLayout>[0] & Parameters<typeof chooseLayout>[1]>;

test('rows of packed batches have the lengths that take the least work: more of them the longer the training', () => {
  const many = textsOf(...Array.from({ length: 64 }, (_, i) => 5 + ((i * 7) % 30)));
  const lengthsOf = (ofModel: never, epochs: number): readonly number[] | undefined =>
    chooseLayout({ model: ofModel, examples: many, padId: 0 }, { ...settings, epochs, packing: 'on' })
      .rowLengths;
  // A step is compiled for each length where distances are embedded up to the longest text, and elsewhere one for all.
  expect([1, 100].map((epochs) => lengthsOf(ofDistances, epochs)?.length)).toEqual([2, 8]);
  expect([1, 100].map((epochs) => lengthsOf(model, epochs)?.length)).toEqual([6, 14]);
  // A small model is done sooner.
  expect(lengthsOf(small, 1)).toHaveLength(1);
  const run = { model, examples: many, padId: 0 };
  expect(chooseLayout(run, { ...settings, packing: 'off' })).toEqual({ layout: 'padded' });
});
