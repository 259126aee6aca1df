import fc from 'fast-check';
import { FILLER_ID } from './fill-batch.ts';
import type { EncodedExample } from './encode-examples.ts';
import { packBatches } from './packed-batches.ts';

const PAD = 99;

function example(id: number, length: number): EncodedExample {
  const ids = Array.from({ length }, (_, position) => 100 * (id + 1) + position);
  return { id, ids, typeIds: ids.map((_, position) => Number(position >= 2)), label: id / 2 };
}

test('puts each text where it leaves the least room, and fills up the last batch', () => {
  const examples = [example(0, 2), example(1, 3), example(2, 1), example(3, 4), example(4, 3)];
  const batches = packBatches(examples, { padId: PAD, rowLength: 5, maxRows: 2 });
  // Rows: 3 2, 1, 4 0; they are dealt to two batches in turn.
  expect([...batches]).toEqual([
    {
      size: 2,
      length: 5,
      inputIds: Int32Array.of(400, 401, 402, 403, 300, 500, 501, 502, 100, 101),
      attentionMask: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
      tokenTypeIds: Int32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0, 0),
      labels: Float32Array.of(1.5, 1, 2, 0),
      weights: Float32Array.of(1, 1, 1, 1),
      exampleIds: Int32Array.of(3, 2, 4, 0),
      packing: {
        segments: Int32Array.of(0, 0, 0, 0, 1, 2, 2, 2, 3, 3),
        positions: Int32Array.of(0, 1, 2, 3, 0, 0, 1, 2, 0, 1),
        starts: Int32Array.of(0, 4, 5, 8),
      },
    },
    {
      size: 2,
      length: 5,
      inputIds: Int32Array.of(200, 201, 202, PAD, PAD, PAD, PAD, PAD, PAD, PAD),
      attentionMask: Int32Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
      tokenTypeIds: Int32Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
      labels: Float32Array.of(0.5, 0, 0, 0),
      weights: Float32Array.of(1, 0, 0, 0),
      exampleIds: Int32Array.of(1, FILLER_ID, FILLER_ID, FILLER_ID),
      packing: {
        segments: Int32Array.of(0, 0, 0, -1, -1, -1, -1, -1, -1, -1),
        positions: Int32Array.of(0, 1, 2, 0, 0, 0, 0, 0, 0, 0),
        starts: Int32Array.of(0, 0, 0, 0),
      },
    },
  ]);
  expect(batches.shapes).toEqual(new Array(2).fill({ size: 2, length: 5 }));
});

describe('whatever the lengths', () => {
  const texts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 80 });
  const anyExamples = texts.map((lengths) => lengths.map((length, id) => example(id, length)));
  const anyOptions = fc.record({
    padId: fc.constant(PAD),
    rowLength: fc.integer({ min: 30, max: 70 }),
    maxRows: fc.integer({ min: 1, max: 9 }),
  });

  test('every example is there once and whole, with its label', () => {
    fc.assert(
      fc.property(anyExamples, anyOptions, (examples, options) => {
        const found = [...packBatches(examples, options)].flatMap((batch) =>
          [...batch.exampleIds].flatMap((id, text) => {
            if (batch.weights[text] === 0) return [];
            const places = [...(batch.packing?.segments.keys() ?? [])].filter(
              (place) => batch.packing?.segments[place] === text,
            );
            expect(places[0]).toBe(batch.packing?.starts[text]);
            expect(places.map((place) => batch.packing?.positions[place])).toEqual([...places.keys()]);
            const rows = places.map((place) => Math.floor(place / batch.length));
            expect(new Set(rows).size).toBe(1);
            const take = (values: Int32Array): number[] => places.map((place) => values[place] ?? NaN);
            return [
              { id, ids: take(batch.inputIds), typeIds: take(batch.tokenTypeIds), label: batch.labels[text] },
            ];
          }),
        );
        expect(found.toSorted((a, b) => a.id - b.id)).toEqual(examples);
      }),
    );
  });

  test('all batches have one shape, within the limits; the rest is padding', () => {
    fc.assert(
      fc.property(anyExamples, anyOptions, (examples, options) => {
        const packed = packBatches(examples, options);
        const batches = [...packed];
        const shapes = batches.map(({ size, length, labels }) => [size, length, labels.length].join());
        expect(new Set(shapes).size).toBe(1);
        const tokens = batches.reduce((sum, { size, length }) => sum + size * length, 0);
        expect(packed.shapes).toEqual(batches.map(({ size, length }) => ({ size, length })));
        for (const { size, length, inputIds, attentionMask, packing } of batches) {
          expect(size).toBeLessThanOrEqual(options.maxRows);
          expect(length).toBe(options.rowLength);
          const isToken = [...inputIds].map((id) => Number(id !== PAD));
          expect([...attentionMask]).toEqual(isToken);
          expect([...(packing?.segments ?? [])].map((text) => Number(text >= 0))).toEqual(isToken);
        }
        // Two rows that are half empty would have been one, so a last half empty row and rows that fill up batches are all that comes on top of half.
        const wasted = (batches.length + 1) * options.rowLength;
        const real = examples.reduce((sum, { ids }) => sum + ids.length, 0);
        expect(tokens).toBeLessThanOrEqual(2 * real + wasted);
      }),
    );
  });
});

test('no examples make no batches', () => {
  const packed = packBatches([], { padId: PAD, rowLength: 8, maxRows: 2 });
  expect([...packed]).toEqual([]);
  expect(packed.shapes).toEqual([]);
});

test('a text longer than a row and a length of 0 are errors', () => {
  expect(() => packBatches([example(5, 9)], { padId: PAD, rowLength: 8, maxRows: 1 })).toThrow(
    'Expected at most 8 tokens per packed example (`rowLength`), got 9 in example 5.',
  );
  expect(() => packBatches([], { padId: PAD, rowLength: 0, maxRows: 1 })).toThrow(
    'Expected `rowLength` to be a positive whole number, got 0.',
  );
});
