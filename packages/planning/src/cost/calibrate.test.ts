import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { calibrate } from './calibrate.ts';

test('every rate of a machine is positive, and points ascend', () => {
  const { perOperation, products, traffic } = expectNoLeakedTensors(() => calibrate());
  expect(perOperation.wall).toBeGreaterThan(0);
  for (const { latency } of Object.values(products)) {
    expect(latency).toBeGreaterThanOrEqual(0);
    expect(latency).toBeLessThan(0.01);
  }
  const lists = [
    ...Object.values(traffic),
    ...Object.values(products).flatMap(({ single, batched }) => [single, batched]),
  ];
  for (const points of lists) {
    expect(Math.min(...points.map(({ wall, cpu }) => Math.min(wall, cpu)))).toBeGreaterThan(0);
    const sizes = points.map(({ size }) => size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  }
  // Large products run faster than thin ones, which wait for memory.
  const [thin, , , large] = products.float32.single;
  expect(large?.cpu).toBeGreaterThan(thin?.cpu ?? NaN);
}, 60_000);
