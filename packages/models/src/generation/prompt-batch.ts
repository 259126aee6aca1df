import { type PackedImages, packImages, type PlacedImage } from '@lamella/core';

/** The tokens of a text to be continued, with the images among them. */
export interface Prompt {
  readonly ids: readonly number[];
  readonly images: readonly PlacedImage[];
}

/** Prompts of a batch on their way to the engine: padded on the left, so that all new tokens stand in the same columns. */
export interface PromptBatch {
  /** T */
  readonly length: number;
  readonly inputIds: Int32Array; // [B, T]
  readonly attentionMask: Int32Array; // [B, T]
  /** The column of each row's first token. */
  readonly begin: Int32Array; // [B]
  readonly images: PackedImages | undefined;
}

/** @param prompts of at least one token each; a batch of fewer than `size` is filled up with its last prompt */
export function padPrompts(
  prompts: readonly Prompt[],
  { size, padId }: { readonly size: number; readonly padId: number },
): PromptBatch {
  const length = promptLength(Math.max(...prompts.map(({ ids }) => ids.length)));
  const batch = {
    length,
    inputIds: new Int32Array(size * length).fill(padId),
    attentionMask: new Int32Array(size * length),
    begin: new Int32Array(size),
  };
  const rows = Array.from({ length: size }, (_, row) => {
    const { ids = [], images = [] } = prompts[Math.min(row, prompts.length - 1)] ?? {};
    return { ids, images, offset: length - ids.length };
  });
  for (const [row, { ids, offset: begin }] of rows.entries()) {
    batch.inputIds.set(ids, row * length + begin);
    batch.attentionMask.fill(1, row * length + begin, (row + 1) * length);
    batch.begin[row] = begin;
  }
  return { ...batch, images: packImages(rows, length) };
}

/**
 * The length that prompts are padded to: four lengths per doubling, so that few functions are compiled and at most a fifth of
 * a long row is padding.
 */
export function promptLength(longest: number): number {
  const unit = Math.max(8, 2 ** (Math.floor(Math.log2(longest)) - 2));
  return Math.ceil(longest / unit) * unit;
}
