import { UserError } from '@lamella/core';
import type { Encoding as NativeEncoding, Tokenizer as NativeTokenizer } from 'tokenizers';

import { cleanUpSpaces } from './settings/clean-up.ts';
import type { EncodeOptions, Encoding, Side, SpecialIds, Text, Tokenizer } from './tokenizer.ts';
import { keptPositions, type Truncation } from './truncate.ts';

/** What the files of a model say beyond what the library reads. */
export interface TokenizerTraits {
  /** The model's folder, for errors. */
  readonly where: string;
  readonly specialIds: SpecialIds;
  readonly paddingSide: Side;
  readonly truncationSide: Side;
  /** Whether decoded texts are cleaned up unless told otherwise. */
  readonly cleansUp: boolean;
}

/** So many texts are handed to the library's threads at once. */
const batchSize = 1000;

/** A tokenizer of the library as ours. */
export function wrapNative(native: NativeTokenizer, traits: TokenizerTraits): Tokenizer {
  const { where, specialIds, paddingSide, truncationSide } = traits;
  // Such as a vocabulary that lacks its own token for what is unknown.
  const fail = (error: unknown): never => {
    const message = `The tokenizer in ${where} can't be used: ${(error as Error).message}.`;
    throw new UserError(message, { cause: error });
  };
  const encode = async (text: string, pair: string | null, options: EncodeOptions): Promise<Encoding> => {
    const { addSpecialTokens = true, maxLength, truncation: strategy = 'longest-first' } = options;
    const side = options.truncationSide ?? truncationSide;
    const encoding = await native.encode(text, pair, { addSpecialTokens }).catch(fail);
    return cut(encoding, maxLength === undefined ? undefined : { maxLength, side, strategy });
  };
  return {
    ...specialIds,
    vocabSize: native.getVocabSize(true),
    paddingSide,
    encode: (text, pair, options = {}) => encode(text, pair || null, options),
    encodeBatch: async (texts, options = {}) => {
      const encodings: Encoding[] = [];
      for (let begin = 0; begin < texts.length; begin += batchSize) {
        const batch = texts.slice(begin, begin + batchSize);
        encodings.push(...(await Promise.all(batch.map((each) => encode(...parts(each), options)))));
      }
      return encodings;
    },
    decode: async (ids, { skipSpecialTokens = false, cleanUp = traits.cleansUp } = {}) => {
      const text = await native.decode([...ids], skipSpecialTokens).catch(fail);
      return cleanUp ? cleanUpSpaces(text) : text;
    },
  };
}

function parts(text: Text): [string, string | null] {
  return typeof text === 'string' ? [text, null] : [text[0], text[1]];
}

/**
 * Cuts an encoding by hand: the library's releases disagree on which text of a pair loses the odd token, and cutting
 * the texts before they are joined would have their offsets trimmed twice.
 */
function cut(native: NativeEncoding, truncation: Truncation | undefined): Encoding {
  const isLong = truncation !== undefined && native.getLength() > truncation.maxLength;
  const kept = isLong ? keptPositions(native.getSequenceIds(), truncation) : undefined;
  const pick = <T>(values: T[]): T[] => kept?.map((position) => values[position] as T) ?? values;
  let offsets: [number, number][] | undefined;
  return {
    ids: pick(native.getIds()),
    typeIds: pick(native.getTypeIds()),
    // Made on demand: they take as long as everything else, and training does not need them.
    get offsets() {
      offsets ??= pick(native.getOffsets()) as [number, number][];
      return offsets;
    },
  };
}
