import { type PlacedImage, tellProgress } from '@lamella/core';
import type { Example, Examples } from './example.ts';

/** The part of a tokenizer that this package uses. */
export interface BatchTokenizer {
  encodeIds(
    texts: readonly (string | readonly [string, string])[],
    options: { readonly maxLength: number },
  ): Promise<readonly { readonly ids: readonly number[]; readonly typeIds: readonly number[] }[]>;
}

/** Ids of tokens, or of the texts that they belong to: a list, or 4 bytes each where there are many. */
export type TokenIds = readonly number[] | Int32Array;

export interface EncodedExample {
  /** The id of the example that this encodes. */
  readonly id: number;
  readonly ids: TokenIds;
  readonly typeIds: TokenIds;
  readonly label: number;
  /** The labels of the tokens, for language models: a token, or `IGNORED_LABEL` where nothing is to be learnt. */
  readonly tokenLabels?: readonly number[];
  /** Images among the tokens. Examples may share one; a batch holds it once. */
  readonly images?: readonly PlacedImage[];
}

/** So many texts are held as text at the same time. */
const PIECE = 2000;

/**
 * Tokenizes examples, special tokens included, each cut to `maxLength` tokens by the tokenizer's own rule. The examples are gone
 * through piece by piece, and their ids lie closely in memory; `listenToProgress` hears how far it is.
 */
export async function encodeExamples(
  examples: Examples,
  tokenizer: BatchTokenizer,
  options: { readonly maxLength: number },
): Promise<EncodedExample[]> {
  const encoded: EncodedExample[] = [];
  for (const piece of cutPieces(examples)) {
    const texts = piece.map(({ text, pair }) => (pair === undefined ? text : ([text, pair] as const)));
    const encodings = await tokenizer.encodeIds(texts, options);
    const ids = packRows(encodings.map((encoding) => encoding.ids));
    const typeIds = packRows(encodings.map((encoding) => encoding.typeIds));
    piece.forEach(({ id, label }, index) => {
      const [own, types] = [ids[index], typeIds[index]];
      if (own === undefined || types === undefined)
        throw new Error(`Expected ${piece.length} encodings from the tokenizer, got ${encodings.length}`);
      encoded.push({ id, ids: own, typeIds: types, label });
    });
    tellProgress({ what: 'tokenising', share: encoded.length / examples.length });
  }
  return encoded;
}

function* cutPieces(examples: Examples): Generator<readonly Example[]> {
  let piece: Example[] = [];
  for (const example of examples) {
    piece.push(example);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** Rows as parts of one array; zeros alone, which most rows of type ids are, take no room of their own. */
function packRows(rows: readonly (readonly number[])[]): Int32Array[] {
  const filled = rows.filter(hasValues);
  const all = new Int32Array(filled.reduce((sum, { length }) => sum + length, 0));
  let begin = 0;
  return rows.map((row) => {
    if (!hasValues(row)) return zeros(row.length);
    all.set(row, begin);
    return all.subarray(begin, (begin += row.length));
  });
}

function hasValues(row: readonly number[]): boolean {
  return row.some((value) => value !== 0);
}

const zerosOfLength = new Map<number, Int32Array>();

/** The same array for all rows of a length: nobody writes into an example. */
function zeros(length: number): Int32Array {
  const known = zerosOfLength.get(length) ?? new Int32Array(length);
  zerosOfLength.set(length, known);
  return known;
}
