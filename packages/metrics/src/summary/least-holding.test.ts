import { leastHolding } from './least-holding.ts';

const range = { least: 2, most: 40 };

test('the first number that something holds for, from any guess', () => {
  for (let first = 2; first <= 41; first++) {
    for (const guess of [-5, 2, 3, 20, 39, 40, 1e9]) {
      const found = leastHolding((value) => value >= first, { ...range, guess });
      expect(found).toBe(first === 41 ? undefined : first);
    }
  }
});

test('a good guess costs two looks, one at the end of the range a single one', () => {
  const looks: number[] = [];
  const look = (first: number, guess: number): number => {
    looks.length = 0;
    leastHolding((value) => looks.push(value) > 0 && value >= first, { ...range, guess });
    return looks.length;
  };
  expect(look(17, 17)).toBe(2);
  expect(look(2, 2)).toBe(1);
  expect(look(41, 99)).toBe(1);
});

test('nothing is looked at outside of the range', () => {
  const seen = new Set<number>();
  for (const first of [1, 2, 30, 99]) {
    leastHolding((value) => seen.add(value).size > 0 && value >= first, { ...range, guess: 11 });
  }
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...seen)).toBeLessThanOrEqual(40);
});
