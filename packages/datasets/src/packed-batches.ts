import { UserError } from '@lamella/core';
import { type Batch, type Batches, FILLER_ID, type Packing } from './batches.ts';
import type { EncodedExample } from './encode-examples.ts';

/** How texts are packed. */
export interface PackedBatchOptions {
  readonly padId: number;
  /** T */
  readonly rowLength: number;
  /** The largest R; few texts make fewer rows. */
  readonly maxRows: number;
}

/** The texts of a row. */
type Row = readonly EncodedExample[];

/**
 * Packs several short texts into each row, so that little is padding and all batches have one shape: for passes in which the
 * order of examples means nothing. Labels, weights and ids of a batch are those of its S texts; texts that only fill up a batch
 * have weight 0.
 *
 * @throws UserError if a text is longer than a row, or an option is out of range
 */
export function packBatches(
  examples: readonly EncodedExample[],
  { padId, rowLength, maxRows }: PackedBatchOptions,
): Batches {
  for (const [name, value] of Object.entries({ rowLength, maxRows }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new UserError(`Expected \`${name}\` to be a positive whole number, got ${value}.`);
  const batches = dealRows(fillRows(examples, rowLength), maxRows);
  const numRows = Math.max(0, ...batches.map((rows) => rows.length));
  const numTexts = Math.max(0, ...batches.map((rows) => rows.flat().length));
  return {
    shapes: batches.map(() => ({ size: numRows, length: rowLength })),
    *[Symbol.iterator]() {
      for (const rows of batches) yield fillBatch(rows, { numRows, numTexts, rowLength, padId });
    },
  };
}

/** Best fit decreasing: each text, the longest first, goes where it leaves the least room. */
function fillRows(examples: readonly EncodedExample[], rowLength: number): Row[] {
  const rows: EncodedExample[][] = [];
  const byRoom = Array.from({ length: rowLength + 1 }, (): EncodedExample[][] => []);
  for (const example of examples.toSorted((a, b) => b.ids.length - a.ids.length)) {
    const { length } = example.ids;
    if (length > rowLength) {
      throw new UserError(
        `Expected at most ${rowLength} tokens per packed example (\`rowLength\`), got ${length} in example ${example.id}.`,
      );
    }
    const room = byRoom.findIndex((some, tokens) => tokens >= length && some.length > 0);
    let row = byRoom[room]?.pop();
    if (row === undefined) rows.push((row = []));
    row.push(example);
    byRoom[(room < 0 ? rowLength : room) - length]?.push(row);
  }
  return rows;
}

/** Deals rows to as few batches as hold them, alike in number of rows and, since early rows hold the long texts, of texts. */
function dealRows(rows: readonly Row[], maxRows: number): Row[][] {
  const numBatches = Math.ceil(rows.length / maxRows);
  const batches = Array.from({ length: numBatches }, (): Row[] => []);
  rows.forEach((row, i) => batches[i % numBatches]?.push(row));
  return batches;
}

function fillBatch(
  rows: readonly Row[],
  shape: {
    readonly numRows: number;
    readonly numTexts: number;
    readonly rowLength: number;
    readonly padId: number;
  },
): Batch {
  const { numRows: size, rowLength: length, numTexts } = shape;
  const packing: Packing = {
    segments: new Int32Array(size * length).fill(-1),
    positions: new Int32Array(size * length),
    starts: new Int32Array(numTexts),
  };
  const batch = {
    size,
    length,
    inputIds: new Int32Array(size * length).fill(shape.padId),
    attentionMask: new Int32Array(size * length),
    tokenTypeIds: new Int32Array(size * length),
    labels: new Float32Array(numTexts),
    weights: new Float32Array(numTexts),
    exampleIds: new Int32Array(numTexts).fill(FILLER_ID),
    packing,
  };
  let text = 0;
  rows.forEach((row, index) => {
    let start = index * length;
    for (const example of row) {
      writeText(batch, example, { text, start });
      start += example.ids.length;
      text += 1;
    }
  });
  return batch;
}

function writeText(
  batch: Batch & { readonly packing: Packing },
  { id, ids, typeIds, label }: EncodedExample,
  { text, start }: { readonly text: number; readonly start: number },
): void {
  const { segments, positions, starts } = batch.packing;
  const end = start + ids.length;
  batch.inputIds.set(ids, start);
  batch.attentionMask.fill(1, start, end);
  batch.tokenTypeIds.set(typeIds, start);
  batch.labels[text] = label;
  batch.weights[text] = 1;
  batch.exampleIds[text] = id;
  segments.fill(text, start, end);
  for (let i = 0; i < ids.length; i++) positions[start + i] = i;
  starts[text] = start;
}
