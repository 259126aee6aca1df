import { IGNORED_LABEL } from '../language-model/block-batches.ts';
import { fitExamples } from './fit-examples.ts';

const _ = IGNORED_LABEL;
const example = (id: number, tokenLabels: readonly number[]) => {
  const ids = tokenLabels.map((label, i) => (label === _ ? i : label));
  return { id, ids, typeIds: ids.map(() => 0), label: 0, tokenLabels };
};

test('cuts at the end, counts, and leaves out what has nothing left to learn', () => {
  const short = example(0, [_, 7, 8]);
  const { examples, numCut, emptied } = fitExamples(
    [short, example(1, [_, _, 7, 8, 9]), example(2, [_, _, _, 7]), example(3, [7, _])],
    3,
  );
  expect(examples).toEqual([short, example(1, [_, _, 7])]);
  expect(numCut).toBe(2);
  expect(emptied).toEqual([2, 3]);
});
