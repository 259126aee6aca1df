import { Random } from './random.ts';

const take = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('known values', () => {
  // Blackman and Vigna's C code of xoshiro128**, its state the first 16 bytes (little-endian) of SHA-256 of the text
  // in the title. They fix the results of every seeded run: they must never change.
  test.each([
    ['number:42', new Random(42), [3926974663, 2774234252, 1049547498, 1693881996, 1431134524, 4156290885]],
    ['string:42', new Random('42'), [1838382171, 2055972174, 2236737111, 454138212, 2937676163, 2789242976]],
    [
      'string:number:42/shuffle',
      Random.fork(42, 'shuffle'),
      [296965061, 135266744, 3821882446, 3547806879, 756253391, 3192348980],
    ],
  ])('%s', (_text, random, expected) => {
    expect(take(expected.length, () => random.uint32())).toEqual(expected);
  });

  test('what is derived from them', () => {
    const random = new Random(42);
    expect(random.next()).toBe(0.9143200415814425);
    expect(random.next()).toBe(0.24436682011475885);
    expect(random.normal()).toBeCloseTo(0.7993836036347712, 12);
    expect(random.int(10)).toBe(3);
    expect(random.shuffle([1, 2, 3, 4, 5, 6, 7, 8])).toEqual([2, 3, 7, 8, 4, 1, 5, 6]);
  });

  test('next takes 27 bits of one number and 26 of the next', () => {
    expect(new Random(42).next()).toBe(
      (Math.floor(3926974663 / 32) * 2 ** 26 + Math.floor(2774234252 / 64)) / 2 ** 53,
    );
  });
});

describe('streams', () => {
  test('the same seed gives the same numbers', () => {
    const [a, b] = [new Random(7), new Random(7)];
    expect(take(100, () => a.next())).toEqual(take(100, () => b.next()));
  });

  test('a fork does not depend on how far its parent has come', () => {
    const parent = new Random(7);
    const before = Random.fork(7, 'init').next();
    take(10, () => parent.next());
    expect(Random.fork(7, 'init').next()).toBe(before);
  });

  test('neighbouring seeds and labels are uncorrelated', () => {
    const streams = [
      new Random(1),
      new Random(2),
      new Random('1'),
      Random.fork(1, 'a'),
      Random.fork(1, 'b'),
    ].map((random) => take(10_000, () => random.next()));
    for (const [i, a] of streams.entries()) {
      for (const b of streams.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(0.04); // 4 / sqrt(n)
    }
  });
});

describe('distributions', () => {
  test('next is uniform on [0, 1): chi-squared over 100 bins', () => {
    const random = new Random('uniform');
    const counts = new Array<number>(100).fill(0);
    for (const value of take(100_000, () => random.next())) {
      const bin = Math.floor(value * 100);
      counts[bin] = (counts[bin] ?? NaN) + 1; // a value outside makes the sum NaN
    }
    const statistic = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(statistic).toBeGreaterThan(55); // 99 degrees of freedom: 0.02 % below, 0.02 % above
    expect(statistic).toBeLessThan(156);
  });

  test('successive numbers are uncorrelated', () => {
    const random = new Random('serial');
    const values = take(50_000, () => random.next());
    for (const lag of [1, 2, 3, 4]) {
      expect(Math.abs(correlation(values.slice(lag), values.slice(0, -lag)))).toBeLessThan(0.018); // 4 / sqrt(n)
    }
  });

  test('every bit is set half of the time', () => {
    const random = new Random('bits');
    const values = take(40_000, () => random.uint32());
    for (let bit = 0; bit < 32; bit++) {
      const share = values.filter((value) => (value >>> bit) & 1).length / values.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(0.01); // 4 / (2 sqrt(n))
    }
  });

  test('normal has mean 0, variance 1 and the shares of a normal distribution', () => {
    const random = new Random('normal');
    const values = take(100_000, () => random.normal());
    const share = (limit: number): number => values.filter((value) => value < limit).length / values.length;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.013);
    expect(Math.abs(values.reduce((sum, value) => sum + value ** 2, 0) / values.length - 1)).toBeLessThan(
      0.018,
    );
    expect(share(-1.959964)).toBeCloseTo(0.025, 2);
    expect(share(0)).toBeCloseTo(0.5, 2);
    expect(share(1)).toBeCloseTo(0.841345, 2);
  });

  test('int covers [0, limit) evenly', () => {
    const random = new Random('int');
    const counts = [0, 0, 0];
    for (const value of take(30_000, () => random.int(3))) counts[value] = (counts[value] ?? NaN) + 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    expect(counts).toHaveLength(3);
    expect(random.int(1)).toBe(0);
  });

  test('pick gives every item its share', () => {
    const random = new Random('pick');
    const picked = take(4000, () => random.pick(['a', 'b']));
    expect(Math.abs(picked.filter((item) => item === 'a').length - 2000)).toBeLessThan(130);
    expect(new Set(picked)).toEqual(new Set(['a', 'b']));
  });

  test('shuffle gives every order its share, and leaves its argument', () => {
    const random = new Random('shuffle');
    const items = Object.freeze([0, 1, 2]);
    const counts = new Map<string, number>();
    for (const order of take(6000, () => random.shuffle(items).join('')))
      counts.set(order, (counts.get(order) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

test('pick refuses an empty list', () => {
  expect(() => new Random(1).pick([])).toThrow('Expected at least one item to pick from, got none');
});

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const covariance = (a: readonly number[], ma: number, b: readonly number[], mb: number): number =>
    a.reduce((sum, value, i) => sum + (value - ma) * ((b[i] ?? NaN) - mb), 0);
  return covariance(x, mx, y, my) / Math.sqrt(covariance(x, mx, x, mx) * covariance(y, my, y, my));
}
