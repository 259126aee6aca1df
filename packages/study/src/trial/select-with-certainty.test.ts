import { listenToWarnings } from '@lamella/core';
import { bootstrapLayers, effectsOnMeans } from '@lamella/metrics';
import { selectWithCertainty, type SelectionBasis } from './select-with-certainty.ts';

const { floors: _, ...rest } = bootstrapLayers(effectsOnMeans([]));
const certainty = {
  ...rest,
  ...{ estimates: [1, 0.2, 0.5], lower: [1, 0.1, 0.4], upper: [1, 0.3, 0.6] },
  constantInputs: [0],
  orders: { '0 2 1': 9, '0 1 2': 1 },
};
const importance: NonNullable<SelectionBasis['importance']> = {
  method: 'cka',
  values: [1, 0.25, 0.5],
  model: 'mini/roberta',
  task: 'cola',
  settings: { method: 'cka', pooling: 'cls', samples: 'all', maxLength: 8, batchSize: 8 },
  hashes: { model: 'm', data: 'd' },
  file: 'cola-cka.json',
  certainty,
};

const warnings: string[] = [];
const stop = listenToWarnings((message) => warnings.push(message));
afterAll(stop);
beforeEach(() => warnings.splice(0));

test('a selection says how sure it is', () => {
  const request = { method: 'cka', count: 1, dropFirst: 'auto' } as const;
  expect(selectWithCertainty(request, { numLayers: 3, importance })).toEqual({
    method: 'cka',
    layers: [2],
    oneHot: '001',
    scores: importance.values,
    importanceFile: 'cola-cka.json',
    certainty: {
      ...{ frequency: [0, 0.1, 0.9], undecided: [1, 2], overlap: 0.9, margin: 0.25 },
      ...{ estimates: [1, 0.2, 0.5], lower: [1, 0.1, 0.4], upper: [1, 0.3, 0.6], constantInputs: [0] },
    },
  });
  expect(warnings).toEqual([]);
});

test('a layer of constant input that is selected is warned of', () => {
  const request = { method: 'cka', count: 1, dropFirst: false } as const;
  expect(selectWithCertainty(request, { numLayers: 3, importance }).layers).toEqual([0]);
  expect(warnings).toEqual([
    expect.stringMatching(/^cola, cka: Layer 0 gets the same input for every sample/),
  ]);
});

test('importance of earlier versions, and rules without any, have no certainty', () => {
  const { certainty: _none, ...old } = importance;
  const request = { method: 'cka', count: 1, dropFirst: true } as const;
  expect(selectWithCertainty(request, { numLayers: 3, importance: old })).not.toHaveProperty('certainty');
  expect(selectWithCertainty({ method: 'all' }, { numLayers: 3, importance: undefined })).toEqual({
    ...{ method: 'all', layers: [0, 1, 2], oneHot: '111', scores: null, importanceFile: null },
  });
});
