import { makeBatches } from './batches.ts';
import type { EncodedExample } from './encode-examples.ts';
import { FILLER_ID, fillPacked, fillPadded } from './fill-batch.ts';
import { IGNORED_LABEL } from './language-model/block-batches.ts';

const PAD = 9;
const texts: EncodedExample[] = [
  { id: 4, ids: [1, 2, 3], typeIds: [0, 0, 1], label: 1, tokenLabels: [IGNORED_LABEL, 2, 3] },
  { id: 7, ids: [5], typeIds: [1], label: 0, tokenLabels: [5] },
];

test('the same texts in rows and one after another', () => {
  expect(fillPadded(texts, { size: 3, length: 4, padId: PAD })).toEqual({
    size: 3,
    length: 4,
    inputIds: Int32Array.of(1, 2, 3, PAD, 5, PAD, PAD, PAD, PAD, PAD, PAD, PAD),
    attentionMask: Int32Array.of(1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0),
    tokenTypeIds: Int32Array.of(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    labels: Float32Array.of(1, 0, 0),
    tokenLabels: Int32Array.of(
      IGNORED_LABEL,
      2,
      3,
      IGNORED_LABEL,
      5,
      ...new Array<number>(7).fill(IGNORED_LABEL),
    ),
    weights: Float32Array.of(1, 1, 0),
    exampleIds: Int32Array.of(4, 7, FILLER_ID),
  });
  expect(fillPacked([texts], { numRows: 1, numTexts: 3, rowLength: 6, padId: PAD })).toEqual({
    size: 1,
    length: 6,
    inputIds: Int32Array.of(1, 2, 3, 5, PAD, PAD),
    attentionMask: Int32Array.of(1, 1, 1, 1, 0, 0),
    tokenTypeIds: Int32Array.of(0, 0, 1, 1, 0, 0),
    labels: Float32Array.of(1, 0, 0),
    tokenLabels: Int32Array.of(IGNORED_LABEL, 2, 3, 5, IGNORED_LABEL, IGNORED_LABEL),
    weights: Float32Array.of(1, 1, 0),
    exampleIds: Int32Array.of(4, 7, FILLER_ID),
    packing: {
      segments: Int32Array.of(0, 0, 0, 1, -1, -1),
      positions: Int32Array.of(0, 1, 2, 0, 0, 0),
      starts: Int32Array.of(0, 3, 0),
    },
  });
});

test('where it is asked for, a packed batch tells the length of its longest text', () => {
  const shape = { numRows: 1, numTexts: 2, rowLength: 6, padId: PAD };
  expect(fillPacked([texts], { ...shape, tellsLongest: true }).packing?.longest).toBe(16);
});

test('images stand in the places that their texts have in a packed row', () => {
  const image = { shape: [1, 1, 1] as const, pixelValues: () => Float32Array.of(0.5) };
  const seen = { image, begin: 1, count: 2 };
  const [first, second] = texts as [EncodedExample, EncodedExample];
  const rows = [
    [
      { ...second, images: [] },
      { ...first, images: [seen] },
    ],
    [second],
  ];
  const batch = fillPacked(rows, { numRows: 2, numTexts: 3, rowLength: 5, padId: PAD });
  expect([...(batch.images?.places ?? [])]).toEqual([-1, -1, 0, 1, -1, -1, -1, -1, -1, -1]);
});

test('packed batches hold the texts that padded ones hold', () => {
  const many = Array.from({ length: 21 }, (_, id) => ({
    ...{ id, label: 0, typeIds: [] },
    ids: new Array<number>(1 + ((id * 7) % 13)).fill(1),
  }));
  for (const sortWindow of [1, 3]) {
    const options = {
      batchSize: 4,
      padId: PAD,
      order: 'shuffled',
      seed: 3,
      epoch: 2,
      sortWindow,
      skip: 1,
    } as const;
    const [padded, packed] = [
      makeBatches(many, options),
      makeBatches(many, { ...options, layout: 'packed' }),
    ];
    expect([...packed].map(({ exampleIds }) => exampleIds)).toEqual(
      [...padded].map(({ exampleIds }) => exampleIds),
    );
    expect([...packed].map(({ size, length }) => ({ size, length }))).toEqual(packed.shapes);
  }
});
