import { expandSweep, parseSpec } from '@lamella/spec';
import { stringify } from 'yaml';
import { sweepOf } from './measure-point.ts';

test('the spec of a point is valid and has so many trials and rows', () => {
  const spec = parseSpec(stringify(sweepOf(300, 5)), 'growth.yaml');
  const trials = expandSweep(spec, 4);
  expect(trials.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5]);
  expect(spec.rows).toEqual({ train: 300 });
});
