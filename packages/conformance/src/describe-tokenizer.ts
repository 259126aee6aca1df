import { padRows, type Tokenizer } from '@lamella/models';

/** Texts for a tokenizer to encode. */
export interface TokenizerTexts {
  readonly texts: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
  /** In tokens, for pairs that are cut and rows that are padded. */
  readonly maxLength: number;
}

/** All that two tokenizers are compared by: ids of texts and of pairs, with and without special tokens, cut, padded and decoded. */
export async function describeTokenizer(
  tokenizer: Tokenizer,
  { texts, pairs, maxLength }: TokenizerTexts,
): Promise<Readonly<Record<string, unknown>>> {
  const idsOf = async (...args: Parameters<Tokenizer['encodeBatch']>): Promise<number[][]> =>
    (await tokenizer.encodeBatch(...args)).map(({ ids }) => ids);
  const singles = await idsOf(texts);
  const inPairs = await tokenizer.encodeBatch(pairs);
  const { padId, paddingSide: side, vocabSize: size } = tokenizer;
  const padded = padRows(await tokenizer.encodeBatch(texts, { maxLength }), { padId, side });
  const decode = (skipSpecialTokens: boolean): Promise<string[]> =>
    Promise.all(singles.map((ids) => tokenizer.decode(ids, { skipSpecialTokens })));
  return {
    singles,
    bare: await idsOf(texts, { addSpecialTokens: false }),
    pairs: inPairs.map(({ ids }) => ids),
    types: inPairs.map(({ typeIds }) => typeIds),
    cutPairs: await idsOf(pairs, { maxLength }),
    padded: padded.ids,
    mask: padded.attentionMask,
    decoded: await decode(false),
    skipped: await decode(true),
    size,
  };
}
