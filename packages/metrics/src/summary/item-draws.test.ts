import { countMarks, drawItems } from './item-draws.ts';

test.each([
  ['few items', 50, 7, 3],
  ['one mark alone', 40, 4, 1],
  ['more items than 16 bits count', 70_000, 3, 4],
])('marks are counted as in the draws: %s', (_name, numItems, resamples, numMarks) => {
  const choice = { numItems, resamples, seed: 'marks' };
  const marks = Uint8Array.from({ length: numItems }, (_, item) => (item * item) % numMarks);
  const counts = Array.from(drawItems(choice), (rows) => {
    const drawn = Array.from(rows, (row) => marks[row]);
    return Array.from({ length: numMarks }, (_, mark) => drawn.filter((one) => one === mark).length);
  });
  const expected = Array.from({ length: numMarks }, (_, mark) =>
    Int32Array.from(counts, (of) => of[mark] ?? NaN),
  );
  expect(countMarks(marks, numMarks, choice)).toEqual(expected);
});

test('draws are the same each time, and others for another seed', () => {
  const drawn = (seed: number, resamples: number): number[][] =>
    Array.from(drawItems({ numItems: 20, resamples, seed }), (rows) => [...rows]);
  expect(drawn(1, 3)).toEqual(drawn(1, 3));
  expect(drawn(1, 4).slice(0, 3)).toEqual(drawn(1, 3));
  expect(drawn(2, 3)).not.toEqual(drawn(1, 3));
});
