import type { Tokenizer as NativeTokenizer } from 'tokenizers';

/**
 * Whether tokens of a single text, special ones included, can have a type other than 0. Types stand in the template around texts, so
 * that one text shows those of all; where it shows nothing, they can.
 */
export async function hasSingleTypes(native: NativeTokenizer): Promise<boolean> {
  // A vocabulary may lack its own token for what is unknown.
  const shown = await native.encode('a', null, { addSpecialTokens: true }).catch(() => undefined);
  const hasText = shown?.getSequenceIds().includes(0) ?? false;
  return !hasText || shown?.getTypeIds().some((type) => type !== 0) === true;
}
