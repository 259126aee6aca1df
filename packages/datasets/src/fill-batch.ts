import { packImages } from '@lamella/core';
import type { Batch, Packing } from './batch.ts';
import type { EncodedExample } from './encode-examples.ts';
import { IGNORED_LABEL } from './language-model/block-batches.ts';
import { longestText } from './packed-length.ts';

/** The id of a row or a text that only fills up a batch. */
export const FILLER_ID = -1;

/** The sizes of a padded batch: B and T. */
interface PaddedShape {
  readonly size: number;
  readonly length: number;
  readonly padId: number;
}

/** The sizes of a batch of packed rows: R, S and T. */
interface PackedShape {
  readonly numRows: number;
  readonly numTexts: number;
  readonly rowLength: number;
  readonly padId: number;
  /** Whether the length of the longest text is told. @default false */
  readonly tellsLongest?: boolean | undefined;
}

/** A batch of a text per row; rows that are lacking have weight 0 and one token. */
export function fillPadded(rows: readonly EncodedExample[], { size, length, padId }: PaddedShape): Batch {
  const images = packImages(
    Array.from({ length: size }, (_, index) => ({ images: rows[index]?.images ?? [], offset: 0 })),
    length,
  );
  const batch = {
    ...blankBatch({ size, length, padId }, rows, size),
    ...(images !== undefined && { images }),
  };
  rows.forEach((row, index) => writeText(batch, row, { text: index, start: index * length }));
  for (let index = rows.length; index < size; index++) batch.attentionMask[index * length] = 1;
  return batch;
}

/** A batch of rows that hold texts one after another; texts that are lacking have weight 0 and no tokens. */
export function fillPacked(
  rows: readonly (readonly EncodedExample[])[],
  { numRows: size, rowLength: length, numTexts, padId, tellsLongest = false }: PackedShape,
): Batch {
  const packing: Packing = {
    segments: new Int32Array(size * length).fill(-1),
    positions: new Int32Array(size * length),
    starts: new Int32Array(numTexts),
    ...(tellsLongest && { longest: longestText(rows.flat()) }),
  };
  const images = packImages(
    Array.from({ length: size }, (_, i) => imagesOfRow(rows[i] ?? [])),
    length,
  );
  const batch = {
    ...blankBatch({ size, length, padId }, rows.flat(), numTexts),
    packing,
    ...(images !== undefined && { images }),
  };
  let text = 0;
  rows.forEach((row, index) => {
    let start = index * length;
    for (const example of row) {
      writeText(batch, example, { text, start });
      writePlace(packing, { text, start, length: example.ids.length });
      start += example.ids.length;
      text += 1;
    }
  });
  return batch;
}

/** The images of a row's texts, by their places in the row. */
function imagesOfRow(texts: readonly EncodedExample[]): Parameters<typeof packImages>[0][number] {
  let start = 0;
  const images = texts.flatMap(({ ids, images: ofText = [] }) => {
    const offset = start;
    start += ids.length;
    return ofText.map((placed) => ({ ...placed, begin: offset + placed.begin }));
  });
  return { images, offset: 0 };
}

function blankBatch(
  { size, length, padId }: PaddedShape,
  texts: readonly EncodedExample[],
  numTexts: number,
): Batch {
  return {
    size,
    length,
    inputIds: new Int32Array(size * length).fill(padId),
    attentionMask: new Int32Array(size * length),
    tokenTypeIds: new Int32Array(size * length),
    labels: new Float32Array(numTexts),
    weights: new Float32Array(numTexts),
    exampleIds: new Int32Array(numTexts).fill(FILLER_ID),
    ...(texts.some(({ tokenLabels }) => tokenLabels !== undefined) && {
      tokenLabels: new Int32Array(size * length).fill(IGNORED_LABEL),
    }),
  };
}

function writeText(
  batch: Batch,
  { id, ids, typeIds, label, tokenLabels = [] }: EncodedExample,
  { text, start }: { readonly text: number; readonly start: number },
): void {
  batch.inputIds.set(ids, start);
  batch.attentionMask.fill(1, start, start + ids.length);
  batch.tokenTypeIds.set(typeIds, start);
  batch.labels[text] = label;
  batch.tokenLabels?.set(tokenLabels, start);
  batch.weights[text] = 1;
  batch.exampleIds[text] = id;
}

function writePlace(
  { segments, positions, starts }: Packing,
  { text, start, length }: { readonly text: number; readonly start: number; readonly length: number },
): void {
  segments.fill(text, start, start + length);
  for (let i = 0; i < length; i++) positions[start + i] = i;
  starts[text] = start;
}
