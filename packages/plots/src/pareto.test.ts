import { Random } from '@lamella/core';

import { paretoFront } from './pareto.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}
const axes = { cost: (point: Point) => point.x, gain: (point: Point) => point.y };

test('keeps the steps upwards only', () => {
  const points = [
    { x: 3, y: 5 },
    { x: 1, y: 2 },
    { x: 2, y: 1 },
    { x: 4, y: 5 },
    { x: 5, y: 6 },
  ];
  expect(paretoFront(points, axes)).toEqual([
    { x: 1, y: 2 },
    { x: 3, y: 5 },
    { x: 5, y: 6 },
  ]);
});

test('equals the definition on random points', () => {
  const random = new Random('pareto');
  const points = Array.from({ length: 60 }, () => ({ x: random.int(12), y: random.int(12) }));
  const isBeaten = (a: Point): boolean =>
    points.some((b) => b.x <= a.x && b.y >= a.y && (b.x < a.x || b.y > a.y));
  const expected = new Set(points.filter((point) => !isBeaten(point)).map(({ x, y }) => `${x},${y}`));
  const front = paretoFront(points, axes).map(({ x, y }) => `${x},${y}`);
  expect(new Set(front)).toEqual(expected);
  expect(front).toHaveLength(expected.size);
});
