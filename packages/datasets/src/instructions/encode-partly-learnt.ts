import type { EncodedExample } from '../encode-examples.ts';
import { IGNORED_LABEL } from '../language-model/block-batches.ts';

/** A text some parts of which are learnt. */
export interface PartlyLearntText {
  readonly id: number;
  /** Holds all special tokens. */
  readonly text: string;
  /** In order and apart, in UTF-16 code units; `end` is exclusive. */
  readonly learnt: readonly { readonly start: number; readonly end: number }[];
}

/** The part of a decoder's tokenizer that encoding uses: tokens with their places, counted in code points. */
export interface OffsetTokenizer {
  encodeBatch(
    texts: readonly string[],
    options: { readonly addSpecialTokens: boolean },
  ): Promise<
    readonly {
      readonly ids: readonly number[];
      readonly offsets: readonly (readonly [start: number, end: number])[];
    }[]
  >;
}

/**
 * Encodes texts whole, adding no special tokens. A token is learnt if it overlaps a part that is, as
 * `apply_chat_template(…, return_assistant_tokens_mask=True)` of transformers 5 has it; the others are excluded from the loss.
 *
 * @returns in the order of the texts; labels are the tokens themselves (to be shifted by one when the loss is taken)
 */
export async function encodePartlyLearnt(
  texts: readonly PartlyLearntText[],
  tokenizer: OffsetTokenizer,
): Promise<EncodedExample[]> {
  const encodings = await tokenizer.encodeBatch(
    texts.map(({ text }) => text),
    { addSpecialTokens: false },
  );
  return texts.map((text, i) => {
    const { ids = [], offsets = [] } = encodings[i] ?? {};
    const parts = toCodePoints(text);
    const isLearnt = ([start, end]: readonly [number, number]): boolean =>
      parts.some((part) => start < part.end && end > part.start);
    const tokenLabels = ids.map((token, at) => (isLearnt(offsets[at] ?? [0, 0]) ? token : IGNORED_LABEL));
    return { id: text.id, ids, typeIds: ids.map(() => 0), label: 0, tokenLabels };
  });
}

function toCodePoints({ text, learnt }: PartlyLearntText): PartlyLearntText['learnt'] {
  let [at, count] = [0, 0];
  const countTo = (end: number): number => {
    count += [...text.slice(at, end)].length;
    at = end;
    return count;
  };
  return learnt.map(({ start, end }) => ({ start: countTo(start), end: countTo(end) }));
}
