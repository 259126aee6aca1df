import { fixtureFolders, readJsonFixture } from '../testing/fixtures.ts';
import { rankLayers, selectionMargin } from './rank-layers.ts';

test('falling scores, ties to the lower index', () => {
  expect(rankLayers([0.1, 0.5, 0.5, 0.9])).toEqual([3, 1, 2, 0]);
  expect(rankLayers([0.1, 0.5, 0.5, 0.9], { dropFirst: true })).toEqual([1, 2, 0]);
});

test('the margin is between the last one in and the first one out', () => {
  expect(selectionMargin([0.1, 0.5, 0.2, 0.9], 2)).toBeCloseTo(0.3, 12);
  expect(selectionMargin([0.1, 0.5, 0.2, 0.9], 2, { dropFirst: true })).toBeCloseTo(0.1, 12);
  expect(selectionMargin([0.1, 0.5], 2)).toBeUndefined();
});

interface Ranking {
  readonly importance: readonly number[];
  readonly order: readonly number[];
  readonly order_without_first: readonly number[];
}

test.each(fixtureFolders('importance.json'))('reference order of %s', (family) => {
  const { cka } = readJsonFixture<{ cka: { position: Ranking } }>(`${family}/importance.json`);
  const { importance, order, order_without_first: withoutFirst } = cka.position;
  expect(rankLayers(importance)).toEqual(order);
  // The reference leaves out layer 0. For encoders at the CLS position that is the first of the order.
  if (order[0] === 0) expect(rankLayers(importance, { dropFirst: true })).toEqual(withoutFirst);
});
