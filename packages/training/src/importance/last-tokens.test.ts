import { lastTokens } from './last-tokens.ts';

const example = (...ids: number[]) => ({ id: 0, ids, typeIds: ids.map(() => 0), label: 0 });

test('cut examples are counted apart, with the token in which most of the others end', () => {
  const examples = [
    example(1, 9),
    example(2, 9),
    example(3, 8),
    example(1, 2, 3),
    example(1, 2, 9),
    example(4, 9),
  ];
  expect(lastTokens(examples, 3)).toEqual({ numCut: 2, commonest: 9, numCommonest: 3, numCutAlike: 1 });
});

test('where all are cut, there are no others', () => {
  expect(lastTokens([example(1, 2)], 2)).toEqual({
    numCut: 1,
    commonest: -1,
    numCommonest: 0,
    numCutAlike: 0,
  });
});
