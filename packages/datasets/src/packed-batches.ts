import { UserError } from '@lamella/core';
import type { Batches } from './batch.ts';
import type { EncodedExample } from './encode-examples.ts';
import { fillPacked } from './fill-batch.ts';

/** How texts are packed. */
export interface PackedBatchOptions {
  readonly padId: number;
  /** T */
  readonly rowLength: number;
  /** The largest R; few texts make fewer rows. */
  readonly maxRows: number;
  /** Whether batches tell the length of their longest text. @default false */
  readonly tellsLongest?: boolean | undefined;
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
  { padId, rowLength, maxRows, tellsLongest }: PackedBatchOptions,
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
      for (const rows of batches)
        yield fillPacked(rows, { numRows, numTexts, rowLength, padId, tellsLongest });
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
