import { exampleComparison } from '../testing/example-comparison.ts';
import type { ComparedArms } from '../tables/compare-arms.ts';
import { intervalPictures } from './interval-picture.ts';

const between = (label: string, difference: number, metric = 'loss'): ComparedArms => {
  const one = exampleComparison();
  return { ...one, metric, difference, interval: [difference, difference], a: { ...one.a, label } };
};

test('differences of a metric share a scale', () => {
  const [half, all, points] = intervalPictures([
    between('half', 0.03),
    between('all', -0.06),
    between('all', 5, 'accuracy'),
  ]);
  expect(half?.html).toMatch(/<circle\s+cx="82.0"/);
  expect(all?.html).toMatch(/<circle\s+cx="4.0"/);
  expect(points?.html).toMatch(/<circle\s+cx="108.0"/);
});

test('a difference that is beyond the scale is an arrow at its end, to the side where it is', () => {
  const [, above] = intervalPictures([between('half', 0.03), between('untuned', 0.67)]);
  const [, below] = intervalPictures([between('half', 0.03), between('untuned', -0.67)]);
  expect(above?.html).not.toContain('<circle');
  expect(above?.html).toMatch(/class="beyond"\s+d="M106.0 5L112.0 9L106.0 13Z"/);
  expect(below?.html).toMatch(/class="beyond"\s+d="M6.0 5L0.0 9L6.0 13Z"/);
});
