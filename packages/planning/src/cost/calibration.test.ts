import { EXAMPLE_CALIBRATION } from '../testing/example-calibration.ts';
import { durationOf, rateAt } from './calibration.ts';

const product = { kind: 'product', type: 'float32', batch: 1, flops: 1000, bytes: 20, smallest: 8 } as const;

test('an op takes a second besides its work', () => {
  expect(durationOf({ kind: 'map', bytes: 40 }, EXAMPLE_CALIBRATION)).toEqual({ wall: 1 + 2, cpu: 1 + 4 });
  expect(durationOf({ kind: 'view' }, EXAMPLE_CALIBRATION)).toEqual({ wall: 0, cpu: 0 });
});

test('a product takes its arithmetic or its memory traffic, whichever is longer', () => {
  expect(durationOf(product, EXAMPLE_CALIBRATION).cpu).toBe(1 + 1000 / 100);
  expect(durationOf({ ...product, type: 'bfloat16' }, EXAMPLE_CALIBRATION).cpu).toBe(1 + 1000 / 200);
  expect(durationOf({ ...product, bytes: 200 }, EXAMPLE_CALIBRATION).cpu).toBe(1 + 200 / 10);
});

test('rates of products follow their smallest size, those of batches the operations of each', () => {
  const single = [
    { size: 8, wall: 10, cpu: 10 },
    { size: 32, wall: 1000, cpu: 1000 },
  ];
  const batched = [{ size: 1, wall: 1, cpu: 1 }];
  const products = { ...EXAMPLE_CALIBRATION.products, float32: { single, batched, latency: 0 } };
  const calibration = { ...EXAMPLE_CALIBRATION, products };
  expect(durationOf({ ...product, smallest: 16 }, calibration).cpu).toBeCloseTo(1 + 1000 / 100, 9);
  expect(durationOf({ ...product, batch: 2 }, calibration).cpu).toBe(1 + 1000);
});

test('a product waits by the clock, and takes no processor meanwhile', () => {
  const float32 = { ...EXAMPLE_CALIBRATION.products.float32, latency: 3 };
  const products = { ...EXAMPLE_CALIBRATION.products, float32 };
  const { wall, cpu } = durationOf(product, { ...EXAMPLE_CALIBRATION, products });
  expect([wall, cpu]).toEqual([1 + 3 + 1000 / 200, 1 + 1000 / 100]);
});

test('beyond the sizes that were measured the nearest rate holds', () => {
  const points = [
    { size: 10, wall: 4, cpu: 2 },
    { size: 1000, wall: 16, cpu: 8 },
  ];
  expect(rateAt(points, 1)).toEqual({ wall: 4, cpu: 2 });
  expect(rateAt(points, 100).wall).toBeCloseTo(8, 9);
  expect(rateAt(points, 1e9)).toEqual({ wall: 16, cpu: 8 });
  expect(() => rateAt([], 1)).toThrow('Expected at least one rate, got none');
});
