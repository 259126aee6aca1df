import fc from 'fast-check';

import { learnMerges } from './learn-merges.ts';

// Sennrich, Haddow and Birch 2016, section 3.2: low, lower, newest, widest ("." ends a word).
test('the example of the paper', () => {
  const words = { 'low.': 5, 'lower.': 2, 'newest.': 6, 'widest.': 3 };
  const { merges } = learn(words, 9);
  // Of the pairs that occur 9 times each, e+s is before s+t and t+. in this alphabet; then t+. is before es+t, as es is new.
  expect(merges.map((pair) => pair.join('+'))).toEqual([
    'e+s',
    't+.',
    'es+t.',
    'l+o',
    'lo+w',
    'e+w',
    'n+ew',
    'new+est.',
    'low+.',
  ]);
});

test('by hand: repeated letters, ties, and rare pairs', () => {
  expect(learn({ aaaa: 3, aaa: 2 }, 9).merges).toEqual([
    ['a', 'a'],
    ['aa', 'aa'],
    ['aa', 'a'],
  ]);
  expect(learn({ ba: 2, ab: 2 }, 9).merges).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ]);
  expect(learn({ ab: 1, cd: 2 }, 9).merges).toEqual([['c', 'd']]);
});

test('equals counting all pairs anew before each merge', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.dictionary(word, fc.integer({ min: 1, max: 9 }), { maxKeys: 12 }), (words) => {
      expect(learn(words, 12)).toEqual(learnNaively(words, 12));
    }),
    { numRuns: 300 },
  );
});

function alphabetOf(words: Readonly<Record<string, number>>): string[] {
  return [...new Set(Object.keys(words).join(''))].sort();
}

function learn(words: Readonly<Record<string, number>>, numMerges: number): ReturnType<typeof learnMerges> {
  const alphabet = alphabetOf(words);
  const split = Object.entries(words).map(
    ([word, count]) => [[...word].map((each) => alphabet.indexOf(each)), count] as const,
  );
  return learnMerges(split, { alphabet, size: alphabet.length + numMerges, minCount: 2 });
}

function learnNaively(
  words: Readonly<Record<string, number>>,
  numMerges: number,
): ReturnType<typeof learnMerges> {
  const tokens = alphabetOf(words);
  const size = tokens.length + numMerges;
  const merges: [string, string][] = [];
  const split = Object.entries(words).map(([word, count]) => ({ parts: [...word], count }));
  while (tokens.length < size) {
    const counts = new Map<string, number>();
    for (const { parts, count } of split) {
      for (let i = 1; i < parts.length; i++) {
        const key = `${parts[i - 1]} ${parts[i]}`;
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    }
    const order = (key: string): number =>
      key.split(' ').reduce((sum, part) => sum * 1000 + tokens.indexOf(part), 0);
    const [best] = [...counts]
      .filter(([, count]) => count >= 2)
      .sort(([a, m], [b, n]) => n - m || order(a) - order(b));
    if (best === undefined) break;
    const [first = '', second = ''] = best[0].split(' ');
    for (const { parts } of split) mergeIn(parts, first, second);
    if (!tokens.includes(first + second)) tokens.push(first + second);
    merges.push([first, second]);
  }
  return { tokens, merges };
}

function mergeIn(parts: string[], first: string, second: string): void {
  for (let i = 0; i + 1 < parts.length; i++) {
    if (parts[i] === first && parts[i + 1] === second) parts.splice(i, 2, first + second);
  }
}
