import { ConsecutiveCka } from './consecutive-cka.ts';
import { linearCka } from './linear-cka.ts';
import type { Matrix } from './matrix.ts';

test('batches give the CKA of all samples together', () => {
  const whole = [0, 1, 2].map((l): Matrix => ({
    rows: 5,
    columns: 2,
    data: Float32Array.from({ length: 10 }, (_, i) => Math.sin((l + 1) * (i + 1))),
  }));
  const measure = new ConsecutiveCka();
  for (const [start, end] of [
    [0, 2],
    [2, 5],
  ] as const)
    measure.add(
      whole.map(({ data, columns }) => ({
        rows: end - start,
        columns,
        data: data.slice(2 * start, 2 * end),
      })),
    );
  const [input, middle, output] = whole as [Matrix, Matrix, Matrix];
  expect(measure.values()).toEqual([linearCka(input, middle), linearCka(middle, output)]);
});
