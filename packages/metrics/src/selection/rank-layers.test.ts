import { fixtureFolders, readJsonFixture } from '../testing/fixtures.ts';
import { rankLayers } from './rank-layers.ts';

test('falling scores, ties to the lower index', () => {
  expect(rankLayers([0.1, 0.5, 0.5, 0.9])).toEqual([3, 1, 2, 0]);
  expect(rankLayers([0.1, 0.5, 0.5, 0.9], { dropFirst: true })).toEqual([1, 2, 0]);
});

test('auto leaves layers of constant input to the end, wherever they stand; without them it is the plain order', () => {
  const scores = [0.9, 0.5, 0.7];
  expect(rankLayers(scores, { dropFirst: 'auto', constantInputs: [2] })).toEqual([0, 1, 2]);
  expect(rankLayers(scores, { dropFirst: 'auto', constantInputs: [] })).toEqual([0, 2, 1]);
  expect(rankLayers([0.4, 1, 0.7], { dropFirst: 'auto' })).toEqual([2, 0, 1]);
});

test('reversed: the least important first, without what is left out, and what comes last stays there', () => {
  const scores = [1, 0.2, 0.7, 0.2];
  expect(rankLayers(scores, { isReversed: true })).toEqual([3, 1, 2, 0]);
  expect(rankLayers(scores, { isReversed: true, dropFirst: true })).toEqual([3, 1, 2]);
  expect(rankLayers(scores, { isReversed: true, dropFirst: 'auto' })).toEqual([3, 1, 2, 0]);
  expect(rankLayers(scores, { isReversed: true, dropFirst: 'auto', constantInputs: [2] })).toEqual([
    3, 1, 0, 2,
  ]);
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
