import { checkCells, MOST_CELLS } from './check-cells.ts';

const list = (length: number): number[] => Array.from({ length }, (_, index) => index);
const spec = { tasks: ['cola'], methods: { a: {}, b: {} }, sweep: { seed: list(MOST_CELLS / 2) } };

test('as many cells as there may be', () => {
  expect(checkCells(spec)).toEqual([]);
  expect(checkCells(undefined)).toEqual([]);
  expect(checkCells({ ...spec, sweep: 'none' })).toEqual([]);
});

test('all sweeps count, with what they take from the first one; the largest is named', () => {
  const [problem] = checkCells({
    ...spec,
    extraSweeps: [{ methods: ['a'], set: { 'training.epochs': [1, 2, 3] } }],
  });
  expect(problem).toEqual({
    path: ['extraSweeps', 0],
    atKey: true,
    message:
      'Expected sweeps of at most 100000 cells in all, got 250000 (50000 seed × 3 training.epochs). Leave some values out, or split the spec.',
  });
});
