import { compareExactly, compareNumbers } from './compare.ts';

const pair = (label: string, found: number[], expected: number[]) => ({ label, found, expected });

test('the error is the largest difference of all pairs', () => {
  const pairs = [pair('a', [1, 2], [1, 2.25]), pair('b', [5], [4.5])];
  expect(compareNumbers('x', pairs, { tolerance: 0.5 })).toEqual({
    name: 'x',
    status: 'holds',
    error: 0.5,
    tolerance: 0.5,
    detail: '2 compared, worst: b',
  });
  expect(compareNumbers('x', pairs, { tolerance: 0.49 }).status).toBe('fails');
});

test.each([
  ['relative', 0.5],
  ['relative to the largest', 0.25],
] as const)('%s differences', (scale, error) => {
  const outcome = compareNumbers('x', [pair('a', [3, 8], [2, -4].map(Math.abs))], { tolerance: 2, scale });
  expect(outcome.error).toBe(scale === 'relative' ? 1 : 1);
  expect(compareNumbers('x', [pair('a', [3, 4], [2, 4])], { tolerance: 2, scale }).error).toBe(error);
});

test('only the elements that count', () => {
  const masked = { ...pair('a', [1, 9], [1, 2]), isCompared: (i: number) => i === 0 };
  expect(compareNumbers('x', [masked], { tolerance: 0 }).status).toBe('holds');
});

test.each([
  ['NaN found', [pair('a', [NaN], [1])], 'a'],
  ['NaN expected', [pair('a', [1], [NaN])], 'a'],
  ['NaN beside a number', [pair('b', [1], [1]), pair('a', [NaN, 1], [1, 1])], '2 compared, worst: a'],
  ['another length', [pair('a', [1], [1, 2])], 'a: expected 2 numbers, got 1'],
  ['no pairs', [], 'the reference has nothing to compare'],
  ['no elements', [pair('a', [], [])], 'a: the reference has nothing to compare'],
])('%s fails', (_, pairs, detail) => {
  expect(compareNumbers('x', pairs, { tolerance: 1e9 })).toMatchObject({ status: 'fails', detail });
});

test('equal values, and the first that differs', () => {
  const pairs = [
    { label: 'ids', found: [1, 2], expected: [1, 2] },
    { label: 'text', found: 'a', expected: 'b' },
  ];
  expect(compareExactly('x', pairs.slice(0, 1))).toMatchObject({ status: 'holds', detail: '1 equal' });
  expect(compareExactly('x', pairs)).toEqual({
    name: 'x',
    status: 'fails',
    error: 1,
    tolerance: 0,
    detail: '1 of 2 differ; text: expected "b", got "a"',
  });
  expect(compareExactly('x', []).status).toBe('fails');
});
