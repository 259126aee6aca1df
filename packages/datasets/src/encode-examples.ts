import type { PlacedImage } from '@lamella/core';
import type { Example } from './example.ts';

/** What this package needs of a tokenizer. */
export interface BatchTokenizer {
  encodeBatch(
    texts: readonly (string | readonly [string, string])[],
    options: { readonly maxLength: number },
  ): Promise<readonly { readonly ids: readonly number[]; readonly typeIds: readonly number[] }[]>;
}

export interface EncodedExample {
  /** The id of the example that this encodes. */
  readonly id: number;
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  readonly label: number;
  /** The labels of the tokens, for language models: a token, or `IGNORED_LABEL` where nothing is to be learnt. */
  readonly tokenLabels?: readonly number[];
  /** Images among the tokens. Examples may share one; a batch holds it once. */
  readonly images?: readonly PlacedImage[];
}

/** Tokenizes examples, special tokens included, each cut to `maxLength` tokens by the tokenizer's own rule. */
export async function encodeExamples(
  examples: readonly Example[],
  tokenizer: BatchTokenizer,
  options: { readonly maxLength: number },
): Promise<EncodedExample[]> {
  const texts = examples.map(({ text, pair }) => (pair === undefined ? text : ([text, pair] as const)));
  const encodings = await tokenizer.encodeBatch(texts, options);
  return examples.map(({ id, label }, index) => {
    const encoding = encodings[index];
    if (encoding === undefined) {
      throw new Error(`Expected ${examples.length} encodings from the tokenizer, got ${encodings.length}`);
    }
    return { id, ids: encoding.ids, typeIds: encoding.typeIds, label };
  });
}
