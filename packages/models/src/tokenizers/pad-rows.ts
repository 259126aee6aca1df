import { UserError } from '@lamella/core';
import type { Side } from './tokenizer.ts';

/** Rows of one length: B of T tokens each. */
export interface PaddedRows {
  readonly ids: number[][];
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: number[][];
  /** 0 for padding. */
  readonly typeIds: number[][];
}

/**
 * Fills up shorter rows, as `tokenizer(texts, padding=True)` of `transformers` does.
 *
 * @param options.side a tokenizer's `paddingSide`, to do as Python does
 * @param options.length T; that of the longest row if left out
 * @throws UserError if a row is longer than `length`
 */
export function padRows(
  rows: readonly { readonly ids: readonly number[]; readonly typeIds: readonly number[] }[],
  options: { readonly padId: number; readonly side: Side; readonly length?: number },
): PaddedRows {
  const { padId, side } = options;
  const longest = rows.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const { length = longest } = options;
  if (longest > length)
    throw new UserError(`Expected rows of at most ${length} tokens, got one of ${longest}.`);
  const pad = (row: readonly number[], value: number): number[] => {
    const padding = Array<number>(length - row.length).fill(value);
    return side === 'left' ? [...padding, ...row] : [...row, ...padding];
  };
  return {
    ids: rows.map(({ ids }) => pad(ids, padId)),
    attentionMask: rows.map(({ ids }) => pad(Array<number>(ids.length).fill(1), 0)),
    typeIds: rows.map(({ typeIds }) => pad(typeIds, 0)),
  };
}
