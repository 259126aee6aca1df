import { listOf, pairsOf } from './word-lists.ts';

test('listOf and pairsOf split at commas, over lines too', () => {
  expect(listOf('a dog,\n  a cat')).toEqual(['a dog', 'a cat']);
  expect(pairsOf('help/assist, is able to/can')).toEqual([
    ['help', 'assist'],
    ['is able to', 'can'],
  ]);
  expect(() => pairsOf('help')).toThrow('Expected a pair, got "help"');
});
