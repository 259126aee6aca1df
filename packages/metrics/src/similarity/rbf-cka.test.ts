import { matrix } from '../testing/fixtures.ts';
import { linearCka } from './linear-cka.ts';
import { rbfCka } from './rbf-cka.ts';

const x = matrix([[1], [2], [4], [8], [9]]);
const y = matrix([[1], [5], [2], [7], [6]]);

test('a wide kernel approaches linear CKA', () => {
  expect(rbfCka(x, y, { bandwidthFactor: 1000 })).toBeCloseTo(linearCka(x, y), 4);
  expect(rbfCka(x, y)).toBe(rbfCka(x, y, { bandwidthFactor: 1 }));
  expect(Math.abs(rbfCka(x, y) - linearCka(x, y))).toBeGreaterThan(0.01);
});

test('the bandwidth is relative: scale changes nothing', () => {
  const scaled = matrix([[100], [200], [400], [800], [900]]);
  expect(rbfCka(scaled, y)).toBeCloseTo(rbfCka(x, y), 12);
});

test('a bandwidth factor of 0 is an error', () => {
  expect(() => rbfCka(x, y, { bandwidthFactor: 0 })).toThrow('Expected a bandwidthFactor above 0, got 0');
});
