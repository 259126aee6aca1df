import { loadBetween, type LoadReading, watchLoad } from './watch-load.ts';

const start: LoadReading = { average: 1, time: { all: 1000, busy: 500, own: 100 } };
const after = (busy: number, own: number): LoadReading => ({
  average: 2,
  time: { all: 2000, busy: 500 + busy, own: 100 + own },
});
const cores = { threads: 2, cores: 2 };

test.each([
  ['all of the work is the run’s', 900, 900, 0, true],
  ['others use 5 %', 950, 900, 0.05, true],
  ['others use more', 960, 900, 0.06, false],
  ['ticks are counted at other moments', 899, 900, 0, true],
])('%s', (_, busy, own, others, quiet) => {
  expect(loadBetween(start, after(busy, own), cores)).toEqual({ start: 1, end: 2, others, quiet });
});

test('more threads than cores disturb one another', () => {
  expect(loadBetween(start, after(900, 900), { threads: 3, cores: 2 }).quiet).toBe(false);
});

test('where the system doesn’t tell, or nothing has passed, nothing is claimed', () => {
  const averages = { start: 1, end: 1 };
  expect(loadBetween(start, start, cores)).toEqual(averages);
  expect(loadBetween(start, { average: 1, time: undefined }, cores)).toEqual(averages);
});

test('a watched moment has averages', () => {
  expect(watchLoad(1)()).toMatchObject({ start: expect.any(Number), end: expect.any(Number) });
});
