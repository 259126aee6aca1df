import { selectLayers } from './select-layers.ts';

const scores = [0.9, 0.1, 0.5, 0.5, 0.3, 0.2];
const base = { numLayers: 6, scores, seed: 1 };

test.each([
  ['cka', { count: 2 }, '101000'],
  ['cka', { count: 3, dropFirst: true }, '001110'],
  ['cka', { count: 1, dropFirst: true }, '001000'],
  ['fim', { count: 3 }, '101100'],
  ['fim', { count: 3, dropFirst: true }, '101100'],
  ['first', { count: 2 }, '110000'],
  ['last', { count: 2 }, '000011'],
  ['alternating', { count: 2 }, '000101'],
  ['alternating', { count: 3 }, '010101'],
  ['alternating', { count: 4 }, '010111'],
  ['all', {}, '111111'],
  ['list', { layers: [4, 0] }, '100010'],
  ['one-hot', { oneHot: '010010' }, '010010'],
  ['first', { count: 0.5 }, '111000'],
])('%s %j', (method, request, oneHot) => {
  const selected = selectLayers({ ...base, method, ...request });
  expect(selected.oneHot).toBe(oneHot);
  expect(selected.method).toBe(method);
  expect(selected.layers).toEqual([...oneHot].flatMap((digit, layer) => (digit === '1' ? [layer] : [])));
  expect(selected.scores).toEqual(method === 'cka' || method === 'fim' ? scores : undefined);
});

test('the rule of the paper drops the first of the sorted order, not layer 0', () => {
  const selected = selectLayers({
    method: 'cka',
    numLayers: 3,
    scores: [0.2, 0.8, 0.5],
    count: 2,
    dropFirst: true,
  });
  expect(selected.layers).toEqual([0, 2]);
});

test('random: the seed decides, and every layer comes up', () => {
  const draw = (seed: number): string =>
    selectLayers({ method: 'random', numLayers: 6, count: 3, seed }).oneHot;
  expect(draw(1)).toBe(draw(1));
  const draws = Array.from({ length: 200 }, (_, seed) => draw(seed));
  expect(new Set(draws).size).toBe(20); // 6 choose 3
  draws.forEach((oneHot) => expect(oneHot.replaceAll('0', '')).toBe('111'));
});

test.each([
  [{ method: 'cak', count: 2 }, 'Unknown selection "cak". Did you mean "cka"?'],
  [
    { method: 'first', count: 7 },
    'Expected the number of layers to be 1 to 6, or a ratio between 0 and 1, got 7.',
  ],
  [{ method: 'last' }, 'Expected `count` for selection last, got none.'],
  [{ method: 'fim', count: 2, scores: [1, 2] }, 'Expected 6 scores, one per layer, got 2.'],
  [
    { method: 'cka', count: 6, dropFirst: true },
    'Expected at most 5 layers for selection cka with dropFirst, which leaves out one of 6, got 6. ' +
      'Ask for fewer layers, set dropFirst to false, or select all.',
  ],
  [
    { method: 'cka', count: 1, scores: [1, 2, NaN, 4, 5, 6] },
    'Expected a finite importance for every layer, got NaN for layer 2. ' +
      'Check that the model and its inputs give finite numbers.',
  ],
  [{ method: 'list', layers: [1, 6] }, 'Expected layers from 0 to 5, got 6 in [1, 6].'],
  [{ method: 'list', layers: [1, 2, 1] }, 'Expected every layer once, got 1 more than once in [1, 2, 1].'],
  [{ method: 'list', layers: [] }, 'Expected at least one layer, got an empty list.'],
  [
    { method: 'one-hot', oneHot: '0101' },
    'Expected a one-hot string of 6 digits, 0 or 1, got "0101": it has 4 digits.',
  ],
])('%j is an error', (request, message) => {
  expect(() => selectLayers({ ...base, ...request })).toThrow(message);
});
