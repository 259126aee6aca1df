import type { EncodedExample } from '../encode-examples.ts';
import type { InstructionTokenizer } from './encode-instructions.ts';

/**
 * Encodes texts of which every token is learnt: with the special tokens that the tokenizer adds, and the end-of-text token at the
 * end, if there is one. A text of more than `maxLength` tokens becomes several examples, one after the other, so that none of it
 * is lost; a single token that is left over is left out.
 *
 * @returns examples numbered from 0, in the order of the texts, and how many texts became several
 */
export async function encodeTexts(
  texts: readonly string[],
  tokenizer: InstructionTokenizer,
  maxLength: number,
): Promise<{ readonly examples: readonly EncodedExample[]; readonly numSplit: number }> {
  const { eosId } = tokenizer;
  const encodings = await tokenizer.encodeBatch(texts);
  const wholes = encodings.map(({ ids }) =>
    eosId === undefined || ids.at(-1) === eosId ? ids : [...ids, eosId],
  );
  const pieces = wholes.flatMap((ids) => piecesOf(ids, maxLength));
  return {
    examples: pieces.map((ids, id) => ({
      id,
      ids,
      typeIds: ids.map(() => 0),
      label: 0,
      tokenLabels: ids,
    })),
    numSplit: wholes.filter(({ length }) => length > maxLength).length,
  };
}

/** Nothing can be predicted in a piece of one token. */
function piecesOf(ids: readonly number[], maxLength: number): (readonly number[])[] {
  const count = Math.ceil(ids.length / maxLength);
  const pieces = Array.from({ length: count }, (_, i) => ids.slice(i * maxLength, (i + 1) * maxLength));
  return pieces.filter(({ length }) => length > 1);
}
