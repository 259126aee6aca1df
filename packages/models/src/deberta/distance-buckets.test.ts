import { fileURLToPath } from 'node:url';
import { readJsonFile } from '@lamella/files';
import { distanceRow, numDistanceRows } from './distance-buckets.ts';

// What PyTorch gives: see fixtures/deberta/make_fixtures.py.
const { buckets } = readJsonFile(
  fileURLToPath(new URL('../../fixtures/deberta/variants.json', import.meta.url)),
) as { buckets: { numBuckets: number; maxDistance: number; ofDistance: number[] }[] };

test.each(buckets)('$numBuckets buckets up to $maxDistance', ({ numBuckets, maxDistance, ofDistance }) => {
  const spec = { numBuckets, maxDistance };
  expect(numDistanceRows(spec)).toBe(2 * numBuckets);
  const clamp = (row: number): number => Math.min(Math.max(row, 0), 2 * numBuckets - 1);
  const distances = [...ofDistance.keys()];
  expect(distances.map((d) => distanceRow(d, spec))).toEqual(ofDistance.map((b) => clamp(numBuckets + b)));
  expect(distances.map((d) => distanceRow(-d, spec))).toEqual(ofDistance.map((b) => clamp(numBuckets - b)));
});

test('without buckets, every distance has a row of its own up to the largest', () => {
  const spec = { numBuckets: 0, maxDistance: 3 };
  expect(numDistanceRows(spec)).toBe(6);
  expect([-9, -3, -1, 0, 2, 3, 9].map((d) => distanceRow(d, spec))).toEqual([0, 0, 2, 3, 5, 5, 5]);
});
