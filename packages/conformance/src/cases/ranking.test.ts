import { compareRankings } from './ranking.ts';

const byCount = (...layers: number[][]): Record<string, number[]> =>
  Object.fromEntries(layers.map((each, i) => [String(i + 1), each]));

test('layer 0 on top: it is the one that the paper’s rule leaves out', () => {
  const expected = {
    order: [0, 2, 1],
    top: byCount([0], [0, 2], [0, 1, 2]),
    order_without_first: [2, 1],
    top_without_first: byCount([2], [1, 2]),
  };
  expect(compareRankings('x', [1, 0.1, 0.5], expected)).toMatchObject({ status: 'holds', detail: '7 equal' });
  const swapped = { ...expected, top_without_first: byCount([1], [1, 2]) };
  expect(compareRankings('x', [1, 0.1, 0.5], swapped)).toMatchObject({
    status: 'fails',
    error: 1,
    detail: '1 of 7 differ; top 1 without layer 0: expected [1], got [2]',
  });
});

test('layer 0 elsewhere in the order, and ties to the lower index', () => {
  const expected = {
    order: [1, 2, 0],
    top: byCount([1], [1, 2], [0, 1, 2]),
    order_without_first: [1, 2],
    top_without_first: byCount([1], [1, 2]),
  };
  expect(compareRankings('x', [0.1, 0.5, 0.5], expected).status).toBe('holds');
});
