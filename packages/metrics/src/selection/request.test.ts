import { rankByImportance, required, scoresOf } from './request.ts';

const scores = [0.9, 0.1, 0.5, 0.3];
const request = { method: 'cka', numLayers: 4, scores };

test('the order that is asked for', () => {
  expect(rankByImportance(request)).toEqual([0, 2, 3, 1]);
  expect(rankByImportance({ ...request, order: 'least-important' })).toEqual([1, 3, 2, 0]);
});

test('shuffled: every set of layers is drawn as often as chance has it, whatever the scores are', () => {
  const counts = new Map<string, number>();
  const draws = 6000;
  for (let seed = 0; seed < draws; seed++) {
    const order = rankByImportance({ ...request, order: 'shuffled-importance', seed: `cola/${seed}` });
    const chosen = order.slice(0, 2).sort().join(' ');
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  const expected = draws / 6; // 4 choose 2
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(6);
  expect(chiSquare).toBeLessThan(15.09); // 5 degrees of freedom, p = 0.01
});

test('a score that means nothing is passed over at whichever layer it is dealt to', () => {
  const constant = { ...request, dropFirst: 'auto', constantInputs: [0] } as const;
  const last = Array.from({ length: 50 }, (_, seed) =>
    rankByImportance({ ...constant, order: 'shuffled-importance', seed }).at(-1),
  );
  expect(new Set(last)).toEqual(new Set([0, 1, 2, 3]));
});

test('what is missing is told', () => {
  expect(() => rankByImportance({ ...request, order: 'shuffled-importance' })).toThrow(
    'Expected `seed` for selection cka, got none.',
  );
  expect(() => required({ method: 'list', numLayers: 4 }, 'layers')).toThrow('Expected `layers`');
  expect(() => scoresOf({ ...request, scores: [1] })).toThrow('Expected 4 scores, one per layer, got 1.');
});
