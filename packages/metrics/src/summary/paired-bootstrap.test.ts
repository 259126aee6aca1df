import { Random } from '@lamella/core';
import { pairedBootstrap } from './paired-bootstrap.ts';

const random = new Random('bootstrap');
const labels = Array.from({ length: 400 }, () => random.int(2));
const guess = (accuracy: number): number[] =>
  labels.map((label) => (random.next() < accuracy ? label : 1 - label));
const [a, b] = [guess(0.85), guess(0.75)];

test('the interval of an accuracy is the normal one', () => {
  const { difference, interval } = pairedBootstrap(labels, { a, b }, { metric: 'accuracy', resamples: 4000 });
  const gains = labels.map((label, i) => Number(a[i] === label) - Number(b[i] === label));
  const mean = gains.reduce((total, gain) => total + gain, 0) / 400;
  const variance = gains.reduce((total, gain) => total + (gain - mean) ** 2, 0) / 400;
  const reach = 1.96 * Math.sqrt(variance / 400);
  expect(difference).toBeCloseTo(mean, 12);
  expect(Math.abs(interval[0] - (mean - reach))).toBeLessThan(0.1 * reach);
  expect(Math.abs(interval[1] - (mean + reach))).toBeLessThan(0.1 * reach);
});

test('a model against itself, and the seed', () => {
  const run = (seed: number): unknown =>
    pairedBootstrap(labels, { a, b }, { metric: 'matthews', resamples: 50, seed });
  expect(pairedBootstrap(labels, { a, b: a }, { metric: 'f1', resamples: 50 })).toEqual({
    difference: 0,
    interval: [0, 0],
  });
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
});
