import { resampleScores } from './resample-scores.ts';

test('the same items for every model, others for another seed', () => {
  const rowsOf = (seed: number): number[][] => {
    const drawn: number[][] = [];
    resampleScores(50, (rows) => drawn.push([...rows]), { resamples: 3, seed });
    return drawn;
  };
  expect(rowsOf(1)).toEqual(rowsOf(1));
  expect(rowsOf(1)).not.toEqual(rowsOf(2));
  expect(
    rowsOf(1)
      .flat()
      .every((row) => Number.isInteger(row) && row >= 0 && row < 50),
  ).toBe(true);
});

test('a mean varies by its standard error', () => {
  const values = Array.from({ length: 400 }, (_, i) => Number(i < 100));
  const scores = resampleScores(
    400,
    (rows) => rows.reduce((total, row) => total + (values[row] ?? NaN), 0) / 400,
  );
  expect(scores).toHaveLength(1000);
  const mean = scores.reduce((total, score) => total + score, 0) / 1000;
  const variance = scores.reduce((total, score) => total + (score - mean) ** 2, 0) / 999;
  expect(Math.abs(mean - 0.25)).toBeLessThan(0.005);
  expect(Math.abs(variance / ((0.25 * 0.75) / 400) - 1)).toBeLessThan(0.15);
});
