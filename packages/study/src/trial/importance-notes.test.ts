import { bootstrapLayers, effectsOnMeans } from '@lamella/metrics';
import type { ResolvedImportance } from '@lamella/spec';
import { constantInputNote, importanceNotes } from './importance-notes.ts';

const settings = (pooling: 'cls' | 'last' | 'mean'): ResolvedImportance => ({
  ...{ method: 'cka', pooling, samples: 'all', maxLength: 3, batchSize: 8 },
});
const example = (...ids: number[]) => ({ id: 0, ids, typeIds: ids.map(() => 0), label: 0 });
const certainty = bootstrapLayers(effectsOnMeans([]));
const notes = (pooling: 'cls' | 'last', examples: ReturnType<typeof example>[]): string[] =>
  importanceNotes(settings(pooling), { examples, certainty });

test('cut examples are named where their last tokens are others than those of the rest', () => {
  const whole = [example(1, 9), example(2, 9), example(9)];
  expect(notes('last', [...whole, example(1, 2, 3)])).toEqual([
    expect.stringMatching(
      /^1 of 4 examples are cut at 3 tokens, so that they end in other tokens than most of the rest \(3 of 3 end in token 9\)/,
    ),
  ]);
  expect(notes('last', [...whole, example(1, 2, 9)])).toEqual([]);
  expect(notes('last', [example(1, 4), example(2, 5), example(7), example(1, 2, 3)])).toEqual([]);
  expect(notes('cls', [...whole, example(1, 2, 3)])).toEqual([]);
});

test('too few samples are named', () => {
  expect(importanceNotes(settings('cls'), { examples: [example(1)], certainty: undefined })).toEqual([
    'Importance was measured on 1 samples, too few to say how it would vary with others: measure on at least 10, better on hundreds.',
  ]);
});

test('a constant input is explained by the pooling, for rules that may leave the layer out', () => {
  expect(constantInputNote(settings('last'), [0])).toBe(
    'Layer 0 gets the same input for every sample: all end in the same token. Its importance means nothing; dropFirst: auto leaves it out.',
  );
  expect(constantInputNote(settings('cls'), [])).toBeUndefined();
  expect(
    constantInputNote({ ...settings('cls'), method: 'block-influence' } as ResolvedImportance, [0]),
  ).toBeUndefined();
});
