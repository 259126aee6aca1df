import { growthAxes } from './growth-axes.ts';
import { errorOf, growthPage, largestErrors, type MeasuredAxis } from './growth-page.ts';

/** Time grows by the square, memory not at all, and time is predicted a tenth too low at the last point. */
const measured: readonly MeasuredAxis[] = growthAxes.slice(0, 1).map((axis) => ({
  axis,
  points: axis.points.map(({ value }, i) => ({
    value,
    figures: {
      cpuSeconds: value ** 2,
      seconds: value,
      peakMiB: 500,
      ...{ predictedCpuSeconds: value ** 2 * (i === 4 ? 0.9 : 1), predictedPeakMiB: 505 },
    },
  })),
}));

test('the page has exponents with their bends, points with errors, and the machine', () => {
  const where = { processor: '2 × a processor', memory: '8 GiB', load: [0.25, 1.04] } as const;
  const page = growthPage(measured, where);
  expect(page).toContain('Measured on 2 × a processor, 8 GiB, load 0.3 before and 1.0 after.');
  expect(page).toContain(
    '| layers (L) | 2.00 (2.00, 2.00) | 1 | 0.00 (0.00, 0.00) | 0 to 1 | embeddings and',
  );
  expect(page).toContain('| 2 | 4 (+0 %) | 2 | 500 (+1 %) |');
  expect(page).toContain('| 32 | 1020 (-10 %) | 32 | 500 (+1 %) |');
});

test('the largest error counts in both directions, and only where there is a prediction', () => {
  const errors = largestErrors(measured);
  expect(errors['cpuSeconds']).toBeCloseTo(0.1, 12);
  expect(errors['peakMiB']).toBeCloseTo(0.01, 12);
  expect(errors['seconds']).toBe(0);
  expect(errorOf({ cpuSeconds: 1, seconds: 1, peakMiB: 1 }, 'peakMiB')).toBeUndefined();
});
