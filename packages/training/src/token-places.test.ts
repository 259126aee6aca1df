import { fillPlaces, placeAt, textAt } from './token-places.ts';

test('predictions fill places in their order; what is left has weight 0, what is over is left out', () => {
  const { positions, targets, weights } = fillPlaces(
    [
      [3, 7],
      [5, 8],
    ],
    3,
  );
  expect([...positions]).toEqual([3, 5, 0]);
  expect([...targets]).toEqual([7, 8, 0]);
  expect([...weights]).toEqual([1, 1, 0]);
  expect([
    ...fillPlaces(
      [
        [3, 7],
        [5, 8],
      ],
      1,
    ).targets,
  ]).toEqual([7]);
});

test('a token’s text and its place there, in rows of one text and of several', () => {
  const padded = { length: 4 };
  expect([textAt(padded, 5), placeAt(padded, 5)]).toEqual([1, 1]);
  const packing = {
    segments: Int32Array.of(0, 0, 1, -1),
    positions: Int32Array.of(0, 1, 0, 0),
    starts: Int32Array.of(0, 2),
  };
  expect([0, 1, 2, 3].map((token) => textAt({ length: 4, packing }, token))).toEqual([0, 0, 1, -1]);
  expect([0, 1, 2, 3].map((token) => placeAt({ length: 4, packing }, token))).toEqual([0, 1, 0, 0]);
});
