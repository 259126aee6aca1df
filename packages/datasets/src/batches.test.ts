import fc from 'fast-check';
import type { PixelImage } from '@lamella/core';
import type { BatchOptions } from './batches.ts';
import { countBatchTokens, makeBatches } from './batches.ts';
import { FILLER_ID } from './fill-batch.ts';
import type { EncodedExample } from './encode-examples.ts';

const PAD = 99;

function example(id: number, length: number): EncodedExample {
  const ids = Array.from({ length }, (_, position) => 100 * (id + 1) + position);
  return { id, ids, typeIds: ids.map((_, position) => Number(position >= 2)), label: id / 2 };
}

function idsOf(examples: readonly EncodedExample[], options: Omit<BatchOptions, 'padId'>): number[][] {
  return [...makeBatches(examples, { padId: PAD, ...options })].map(({ exampleIds }) => [...exampleIds]);
}

describe('makeBatches', () => {
  test('pads to the smallest bucket and fills up the last batch', () => {
    const batches = [
      ...makeBatches([example(0, 2), example(1, 3), example(2, 5)], {
        batchSize: 2,
        padId: PAD,
        buckets: [4, 8],
      }),
    ];
    expect(batches).toEqual([
      {
        size: 2,
        length: 4,
        inputIds: Int32Array.of(100, 101, PAD, PAD, 200, 201, 202, PAD),
        attentionMask: Int32Array.of(1, 1, 0, 0, 1, 1, 1, 0),
        tokenTypeIds: Int32Array.of(0, 0, 0, 0, 0, 0, 1, 0),
        labels: Float32Array.of(0, 0.5),
        weights: Float32Array.of(1, 1),
        exampleIds: Int32Array.of(0, 1),
      },
      {
        size: 2,
        length: 8,
        inputIds: Int32Array.of(
          300,
          301,
          302,
          303,
          304,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
          PAD,
        ),
        attentionMask: Int32Array.of(1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
        tokenTypeIds: Int32Array.of(0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        labels: Float32Array.of(1, 0),
        weights: Float32Array.of(1, 0),
        exampleIds: Int32Array.of(2, FILLER_ID),
      },
    ]);
  });

  test('keeps every example exactly once, whatever the order', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 50 });
    const orders = fc.constantFrom('given', 'shuffled', 'by-length');
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 9 }), orders, (all, batchSize, order) => {
        const examples = all.map((length, id) => example(id, length));
        const ids = idsOf(examples, { batchSize, order }).flat();
        expect(ids.filter((id) => id !== FILLER_ID).toSorted((a, b) => a - b)).toEqual(
          examples.map(({ id }) => id),
        );
        expect(ids.length).toBe(Math.ceil(all.length / batchSize) * batchSize);
      }),
    );
  });

  test('shuffles by seed and epoch alone', () => {
    const examples = Array.from({ length: 20 }, (_, id) => example(id, 3));
    const shuffled = (seed: number, epoch: number): number[] =>
      idsOf(examples, { batchSize: 4, order: 'shuffled', seed, epoch }).flat();
    expect(shuffled(1, 0)).toEqual(shuffled(1, 0));
    expect(shuffled(1, 0)).not.toEqual(shuffled(1, 1));
    expect(shuffled(1, 0)).not.toEqual(shuffled(2, 0));
    expect(idsOf(examples, { batchSize: 4 }).flat()).toEqual(examples.map(({ id }) => id));
  });

  test('by length, rows of one bucket come together', () => {
    const examples = [example(0, 30), example(1, 3), example(2, 29), example(3, 2)];
    const batches = makeBatches(examples, { batchSize: 2, padId: PAD, order: 'by-length' });
    expect([...batches].map(({ length, exampleIds }) => [length, ...exampleIds])).toEqual([
      [8, 3, 1],
      [32, 2, 0],
    ]);
    expect(batches.shapes).toEqual([
      { size: 2, length: 8 },
      { size: 2, length: 32 },
    ]);
  });

  test('holds the images of its examples, a shared one once, where their tokens are', () => {
    const image: PixelImage = { shape: [1, 1, 1], pixelValues: () => Float32Array.of(7) };
    const placed = (id: number, begin: number): EncodedExample => ({
      ...example(id, 6),
      images: [{ image, begin, count: 2 }],
    });
    const [batch] = makeBatches([placed(0, 1), example(1, 3), placed(2, 4)], { batchSize: 4, padId: PAD });
    expect(batch?.images).toMatchObject({ shape: [1, 1, 1, 1], pixelValues: Float32Array.of(7) });
    const places = Array.from({ length: 4 }, (_, row) => [
      ...(batch?.images?.places.slice(row * 8, row * 8 + 8) ?? []),
    ]);
    const text = new Array<number>(8).fill(-1);
    expect(places).toEqual([[-1, 0, 1, ...text.slice(3)], text, [...text.slice(4), 0, 1, -1, -1], text]);
  });

  test('can be gone through twice', () => {
    const batches = makeBatches([example(0, 3)], { batchSize: 1, padId: PAD });
    expect([...batches]).toEqual([...batches]);
  });

  test('an example longer than every bucket and a batch size of 0 are errors', () => {
    expect(() => makeBatches([example(5, 9)], { batchSize: 1, padId: PAD, buckets: [4, 8] })).toThrow(
      'Expected at most 8 tokens per example (the largest length bucket), got 9 in example 5; encode with a smaller maxLength.',
    );
    expect(() => makeBatches([], { batchSize: 0, padId: PAD })).toThrow(
      'Expected `batchSize` to be a positive whole number, got 0.',
    );
  });

  test('windows that are sorted by length have every example once, less padding, and batches in random order', () => {
    const examples = Array.from({ length: 403 }, (_, id) => example(id, 2 + ((id * 37) % 61)));
    const make = (sortWindow: number, epoch = 0) => [
      ...makeBatches(examples, { batchSize: 8, padId: PAD, order: 'shuffled', seed: 5, epoch, sortWindow }),
    ];
    const batches = make(10);
    const ids = batches.flatMap(({ exampleIds }) => [...exampleIds]).filter((id) => id !== FILLER_ID);
    expect([...ids].sort((a, b) => a - b)).toEqual(examples.map(({ id }) => id));
    const tokens = (all: typeof batches): number => all.reduce((sum, { length }) => sum + length, 0);
    expect(tokens(batches)).toBeLessThan(0.75 * tokens(make(1)));
    const lengths = batches.map(({ length }) => length);
    expect(lengths).not.toEqual(lengths.toSorted((a, b) => a - b));
    expect(make(10)).toEqual(batches);
    expect(make(10, 1)).not.toEqual(batches);
  });

  test('who shares a batch is random: in a hundred epochs an example meets more than half of the others', () => {
    const examples = Array.from({ length: 64 }, (_, id) => example(id, 2 + (id % 9)));
    const met = new Set<number>();
    for (let epoch = 0; epoch < 100; epoch++) {
      const options = { batchSize: 4, padId: PAD, order: 'shuffled', epoch, sortWindow: 4 } as const;
      const own = [...makeBatches(examples, options)].find(({ exampleIds }) => exampleIds.includes(3));
      for (const id of own?.exampleIds ?? []) met.add(id);
    }
    expect(met.size).toBeGreaterThan(32);
  });
});

test('tokens are counted by batch, and packed rows have the shortest of the lengths that hold them', () => {
  const examples = [3, 9, 4, 5, 7, 2, 1].map((length, id) => example(id, length));
  const options = { batchSize: 3, order: 'shuffled', seed: 1, epoch: 2 } as const;
  const batches = [
    ...makeBatches(examples, { ...options, padId: PAD, layout: 'packed', rowLengths: [10, 17] }),
  ];
  const tokens = batches.map(({ attentionMask }) => attentionMask.reduce((sum, one) => sum + one, 0));
  expect(countBatchTokens(examples, options)).toEqual(tokens);
  // What seventeen don't hold is rounded up.
  expect(batches.map(({ length }) => length)).toEqual(
    tokens.map((count) => (count <= 10 ? 10 : count <= 17 ? 17 : 24)),
  );
  expect(Math.max(...tokens)).toBeLessThanOrEqual(24);
});
