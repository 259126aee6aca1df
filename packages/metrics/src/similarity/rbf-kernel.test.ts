import { matrix } from '../testing/fixtures.ts';
import { centreKernel, kernelOfDistances, squaredDistances } from './rbf-kernel.ts';

const x = matrix([
  [0, 0],
  [3, 4],
  [0, 1],
]);

test('distances, and the kernel whose bandwidth is a multiple of their median', () => {
  const distances = squaredDistances(x);
  expect([...distances.data]).toEqual([0, 25, 1, 25, 0, 18, 1, 18, 0]);
  const { data } = kernelOfDistances(distances, 2);
  // The median of 1, √18 and 5 is √18, so that 2σ² = 2 · 4 · 18.
  [0, 25, 1].forEach((square, i) => expect(data[i]).toBeCloseTo(Math.exp(-square / 144), 14));
});

test('rows and columns of a centred kernel sum to 0', () => {
  const { data } = centreKernel(kernelOfDistances(squaredDistances(x), 1));
  for (const i of [0, 1, 2]) {
    expect((data[3 * i] ?? NaN) + (data[3 * i + 1] ?? NaN) + (data[3 * i + 2] ?? NaN)).toBeCloseTo(0, 14);
    expect((data[i] ?? NaN) + (data[3 + i] ?? NaN) + (data[6 + i] ?? NaN)).toBeCloseTo(0, 14);
  }
});
