import { buildSplits, evenShares, type MiniGenerator } from './build-splits.ts';

const NUMBERS: MiniGenerator = {
  shares: evenShares(3),
  make: (random, label) => ({ text: `text ${random.int(50)}`, label }),
};

describe('buildSplits', () => {
  test('gives every label its share and every row a place, and no text twice', () => {
    const [first = [], second = []] = buildSplits('seed', [
      { name: 'first', rows: 10, generator: NUMBERS },
      { name: 'second', rows: 9, generator: NUMBERS },
    ]);
    expect(first.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.map(({ label }) => label).toSorted()).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(second.map(({ label }) => label).toSorted()).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(new Set([...first, ...second].map(({ text }) => text)).size).toBe(19);
  });

  test('depends on the seed, and each split on its name alone', () => {
    const build = (seed: string, ...names: string[]): string[][] =>
      buildSplits(
        seed,
        names.map((name) => ({ name, rows: 5, generator: NUMBERS })),
      ).map((split) => split.map(({ text }) => text));
    expect(build('a', 'x')).toEqual(build('a', 'x'));
    expect(build('a', 'x')).not.toEqual(build('b', 'x'));
    expect(build('a', 'x', 'y')[0]).toEqual(build('a', 'x')[0]);
  });

  test('a generator that has too few texts is an error', () => {
    expect(() => buildSplits('seed', [{ name: 'all', rows: 51, generator: NUMBERS }])).toThrow(
      /^Expected a new row of label \d within 1000 attempts; the generator has too few$/,
    );
  });
});
