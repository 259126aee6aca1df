import { matrix } from '../testing/fixtures.ts';
import { SampleMeans } from './sample-means.ts';

test('products of the vectors of each sample, over all batches', () => {
  const seen: object[] = [];
  const measure = new SampleMeans((products) => {
    seen.push(products);
    return products.xy;
  });
  measure.add([matrix([[1, 2]]), matrix([[3, 4]])]);
  measure.add([matrix([[0, 1]]), matrix([[5, 1]])]);
  expect(seen).toEqual([
    { xx: 5, xy: 11, yy: 25 },
    { xx: 1, xy: 1, yy: 26 },
  ]);
  expect(measure.values()).toEqual([6]);
});
