import { Random } from '@lamella/core';
import { cheapestSet } from './cheapest-set.ts';
import { rankLayers } from './rank-layers.ts';

/** All sets of N layers, by counting in binary. */
function allSets(numLayers: number, count: number): number[][] {
  return Array.from({ length: 2 ** numLayers }, (_, mask) =>
    Array.from({ length: numLayers }, (_, layer) => layer).filter((layer) => (mask >> layer) & 1),
  ).filter(({ length }) => length === count);
}

test.each([0, 0.05, 0.3, 0.8])(
  'within %d it is the cheapest of all sets, and of equals the best',
  (within) => {
    const random = Random.fork(1, `within ${within}`);
    for (let round = 0; round < 40; round++) {
      const numLayers = 3 + (round % 5);
      const count = 1 + (round % (numLayers - 1));
      const scores = Array.from({ length: numLayers }, () => random.next());
      const costs = Array.from({ length: numLayers }, (_, layer) => (numLayers - layer) >> (round % 2));
      const ofLast = [0, 0.5, 2][round % 3] ?? NaN;
      const costIn = (layers: readonly number[]): number =>
        (costs[Math.min(...layers)] ?? NaN) + (layers.includes(numLayers - 1) ? 0 : ofLast);
      const sum = (layers: readonly number[]): number =>
        layers.reduce((total, l) => total + (scores[l] ?? 0), 0);
      const sets = allSets(numLayers, count).map((layers) => ({
        layers,
        sum: sum(layers),
        cost: costIn(layers),
      }));
      const best = Math.max(...sets.map((set) => set.sum));
      const [expected] = sets
        .filter((set) => set.sum >= (1 - within) * best - 1e-12)
        .toSorted((a, b) => a.cost - b.cost || b.sum - a.sum);
      const candidates = rankLayers(scores);
      const costOf = (layers: readonly number[]) => ({ time: 0, memory: costIn(layers) });
      const { chosen } = cheapestSet({ scores, candidates, count, within, prefer: 'memory', costOf });
      expect(chosen.layers).toEqual(expected?.layers);
      expect(chosen.share).toBeCloseTo((expected?.sum ?? NaN) / best, 10);
    }
  },
);

test('by hand: layer 0 is given up for layer 3, and the last two would give up more', () => {
  const scores = [0.5, 0.1, 0.6, 0.4];
  const costOf = ([lowest = 0]: readonly number[]) => ({ time: 4 - lowest, memory: 1 });
  const request = { scores, candidates: rankLayers(scores), count: 2, prefer: 'time', costOf } as const;
  const { chosen, top, last } = cheapestSet({ ...request, within: 0.1 });
  expect(top).toEqual({ layers: [0, 2], share: 1, costs: { time: 4, memory: 1 } });
  expect(chosen).toEqual({ layers: [2, 3], share: 1 / 1.1, costs: { time: 2, memory: 1 } });
  expect(last).toEqual(chosen);
  expect(cheapestSet({ ...request, within: 0.05 }).chosen).toEqual(top);
});

test('costs that differ by rounding are equal: the more important set is chosen', () => {
  const scores = [0.5, 0.4, 0.3, 0];
  const costOf = ([, second = 0]: readonly number[]) => ({ time: 1 - second * 1e-15, memory: 1 });
  const request = { scores, candidates: rankLayers(scores), count: 2, prefer: 'time', costOf } as const;
  expect(cheapestSet({ ...request, within: 0.9 }).chosen.layers).toEqual([0, 1]);
});

test('the last layers are those of the model, though one of them is no candidate', () => {
  const request = {
    scores: [1, 2, 3, 9],
    candidates: [2, 1, 0],
    count: 2,
    within: 0,
    prefer: 'time',
  } as const;
  const { chosen, last } = cheapestSet({ ...request, costOf: () => ({ time: 1, memory: 1 }) });
  expect(chosen.layers).toEqual([1, 2]);
  expect(last).toMatchObject({ layers: [2, 3], share: 12 / 5 });
});

test('negative importances and a sum of 0 are refused', () => {
  const of = (scores: number[]): unknown =>
    cheapestSet({
      ...{ scores, candidates: rankLayers(scores), count: 1, within: 0.1, prefer: 'time' },
      costOf: () => ({ time: 1, memory: 1 }),
    });
  expect(() => of([1, -0.5])).toThrow(
    'Expected importances of at least 0 for the cheapest set within a share of the best, got -0.5 for layer 1.',
  );
  expect(() => of([0, 0])).toThrow('Expected a layer of importance above 0 for the cheapest set, got 0');
});
