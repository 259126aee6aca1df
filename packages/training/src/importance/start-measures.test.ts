import { makeBatches } from '@lamella/datasets';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { loadModel, type Model } from '@lamella/models';
import { openReference } from '../testing/reference.ts';
import { type Measured, measureReadings } from './measure-representations.ts';
import { sharedEnding } from './shared-ending.ts';
import type { Reading } from './start-measures.ts';

const reference = openReference('roberta', 'importance');
const examples = reference.examples('samples/', 48).map((example, id) => ({ ...example, id }));
const ending = sharedEnding(examples, Infinity);
let model: Model;
beforeAll(() => {
  model = loadModel(reference.folder, { head: 'classification' });
});
afterAll(() => model.dispose());

function measure(readings: readonly Reading[], numExamples = 48): Measured[] {
  const batches = makeBatches(examples.slice(0, numExamples), {
    batchSize: 20,
    padId: 1,
    order: 'by-length',
  });
  return measureReadings(model, batches, { readings, ending, hasEffects: true });
}

test('one pass gives what a pass for each representation and number of samples gives', () => {
  const readings = [10, 16, 48].flatMap((numSamples) =>
    (['cls', 'mean', 'last', 'last-content'] as const).flatMap((pooling): Reading[] =>
      (['cka', 'rbf-cka'] as const).map((method) => ({ method, pooling, numSamples, isOfFirst: true })),
    ),
  );
  // Those of more samples than the hidden size come from sums of products of features.
  expect([10, 16, 48].map((count) => count > model.config.hiddenSize)).toEqual([false, false, true]);
  let measured: Measured[] = [];
  expectNoLeakedTensors(() => (measured = measure(readings)));
  readings.forEach((reading, i) => {
    const [alone] = measure([{ ...reading, isOfFirst: false }], reading.numSamples);
    expect(measured[i]?.values).toHaveLength(model.layers.length);
    measured[i]?.values.forEach((value, l) => expect(value).toBeCloseTo(alone?.values[l] ?? NaN, 5));
    expect(measured[i]?.effects?.numSamples).toBe(reading.numSamples);
  });
});

test('the last token of the content of a causal model is the last token of the texts without their ending', () => {
  const { folder, examples } = openReference('llama', 'importance');
  const texts = examples('samples/', 12);
  // Two are cut, and one has but a part of the ending.
  const endings = texts.map((_, i) => (i < 9 ? [7, 9] : i === 9 ? [9] : []));
  const ended = texts.map(({ ids, ...example }, i) => withIds(example, [...ids, ...(endings[i] ?? [])]));
  expect(sharedEnding(ended, Infinity)).toEqual([7, 9]);
  const decoder = loadModel(folder, { head: 'causal-lm' });
  const cka = (pooling: 'last' | 'last-content', examples: typeof texts): readonly number[] => {
    const batches = makeBatches(examples, { batchSize: 4, padId: 0, order: 'by-length' });
    const readings = [{ method: 'cka', pooling, numSamples: 12 } as const];
    return measureReadings(decoder, batches, { readings, ending: [7, 9] })[0]?.values ?? [];
  };
  try {
    const expected = cka('last', texts);
    cka('last-content', ended).forEach((value, l) => expect(value).toBeCloseTo(expected[l] ?? NaN, 5));
    expect(Math.abs((cka('last', ended)[0] ?? NaN) - (expected[0] ?? NaN))).toBeGreaterThan(0.01);
  } finally {
    decoder.dispose();
  }
});

function withIds<Example extends object>(
  example: Example,
  ids: readonly number[],
): Example & { ids: readonly number[]; typeIds: readonly number[] } {
  return { ...example, ids, typeIds: ids.map(() => 0) };
}
