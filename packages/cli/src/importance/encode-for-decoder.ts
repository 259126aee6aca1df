import { type BatchTokenizer, encodeExamples, type EncodedExample, type Examples } from '@lamella/datasets';

/**
 * Encodes texts for a decoder as the paper's code does: padding is the end-of-text token, so that one at a text's end counts
 * as padding too, and the token before it is the last one. The labels are the tokens themselves.
 */
export async function encodeForDecoder(
  examples: Examples,
  tokenizer: BatchTokenizer & { readonly eosId?: number | undefined },
  options: { readonly maxLength: number },
): Promise<EncodedExample[]> {
  const encoded = await encodeExamples(examples, tokenizer, options);
  return encoded.map((example) => {
    const length = example.ids.findLastIndex((id) => id !== tokenizer.eosId) + 1;
    const ids = [...example.ids.slice(0, length)];
    return { ...example, ids, typeIds: example.typeIds.slice(0, length), tokenLabels: ids };
  });
}
