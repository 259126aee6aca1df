import { makeBatches } from '@lamella/datasets';
import { contentMask, sharedEnding } from './shared-ending.ts';

const example = (...ids: number[]) => ({ id: 0, ids, typeIds: ids.map(() => 0), label: 0 });

test('the ending is the longest in which more than half of the examples end', () => {
  expect(sharedEnding([example(1, 7, 9), example(2, 7, 9), example(3, 7, 9), example(4, 8, 9)], 10)).toEqual([
    7, 9,
  ]);
  // Half of them share the 7: that is not most.
  expect(sharedEnding([example(1, 7, 9), example(2, 7, 9), example(3, 6, 9), example(4, 8, 9)], 10)).toEqual([
    9,
  ]);
  expect(sharedEnding([example(1), example(2)], 10)).toEqual([]);
});

test('of texts that are all the same, all is ending', () => {
  expect(sharedEnding([example(5, 9), example(5, 9)], 10)).toEqual([5, 9]);
});

test('examples that are cut do not count, unless all are', () => {
  const cut = [example(1, 2, 3), example(1, 2, 4), example(1, 2, 5)];
  expect(sharedEnding([...cut, example(1, 9), example(2, 9)], 3)).toEqual([9]);
  expect(sharedEnding([example(1, 2, 9), example(3, 4, 9)], 3)).toEqual([9]);
});

test('the mask ends before the part of the ending that a row has, and keeps a token of every row', () => {
  const rows = [example(1, 2, 7, 9), example(1, 7), example(1, 2, 9), example(1, 2, 3), example(7, 9)];
  const options = { batchSize: 6, padId: 0, buckets: [5], order: 'given' } as const;
  const [batch] = [...makeBatches(rows, options)];
  if (batch === undefined) throw new Error('Expected a batch');
  const mask = contentMask(batch, [7, 9]);
  const ofRows = Array.from({ length: 6 }, (_, row) => mask.slice(row * 5, row * 5 + 5).join(''));
  // The second ends in a 7 that no 9 follows, and the last one only fills the batch up.
  expect(ofRows).toEqual(['11000', '11000', '11000', '11100', '10000', '10000']);
});
