import { fillPlaces } from './token-places.ts';

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
