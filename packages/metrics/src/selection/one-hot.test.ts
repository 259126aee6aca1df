import { fromOneHot, toOneHot } from './one-hot.ts';

test('there and back', () => {
  expect(toOneHot([4, 1], 6)).toBe('010010');
  expect(fromOneHot('010010', 6)).toEqual([1, 4]);
});

test.each([
  ['01', 'it has 2 digits'],
  ['0102', '"2" is neither 0 nor 1'],
  ['0000', 'it selects no layer'],
])('%s is an error', (oneHot, problem) => {
  expect(() => fromOneHot(oneHot, 4)).toThrow(
    `Expected a one-hot string of 4 digits, 0 or 1, got "${oneHot}": ${problem}.`,
  );
});
