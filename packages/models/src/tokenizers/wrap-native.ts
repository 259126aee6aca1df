import { beat, UserError } from '@lamella/core';
import type { Encoding as NativeEncoding, Tokenizer as NativeTokenizer } from 'tokenizers';

import { freeEncodings } from './free-encodings.ts';
import type { PlacedToken, TieBreaker } from './sentencepiece/break-ties.ts';
import { cleanUpSpaces } from './settings/clean-up.ts';
import type { EncodeOptions, Encoding, Text, Tokenizer } from './tokenizer.ts';
import type { TokenizerTraits } from './tokenizer-traits.ts';
import { keptPositions, type Truncation } from './truncate.ts';

/** So many texts are handed to the library's threads at once. */
const batchSize = 1000;

/** A tokenizer of the library as ours. */
export function wrapNative(native: NativeTokenizer, traits: TokenizerTraits): Tokenizer {
  const { where, specialIds, paddingSide, truncationSide, breakTies } = traits;
  // Such as a vocabulary that lacks its own token for what is unknown.
  const fail = (error: unknown): never => {
    const message = `The tokenizer in ${where} can't be used: ${(error as Error).message}.`;
    throw new UserError(message, { cause: error });
  };
  const encode = async (text: string, pair: string | null, options: EncodeOptions): Promise<Encoding> => {
    const { addSpecialTokens = true, maxLength, truncation: strategy = 'longest-first' } = options;
    const side = options.truncationSide ?? truncationSide;
    const encoding = await native.encode(text, pair, { addSpecialTokens }).catch(fail);
    return cut(
      breakTies === undefined ? encoding : retied(encoding, breakTies),
      maxLength === undefined ? undefined : { maxLength, side, strategy },
    );
  };
  return {
    ...specialIds,
    vocabSize: native.getVocabSize(true),
    paddingSide,
    encode: (text, pair, options = {}) => encode(text, pair || null, options),
    encodeBatch: (texts, options = {}) => inBatches(texts, (each) => encode(...parts(each), options)),
    encodeIds: (texts, options = {}) =>
      inBatches(texts, (each) => encode(...parts(each), options).then(idsOf)),
    decode: async (ids, { skipSpecialTokens = false, cleanUp = traits.cleansUp } = {}) => {
      const text = await native.decode([...ids], skipSpecialTokens).catch(fail);
      return cleanUp ? cleanUpSpaces(text) : text;
    },
  };
}

async function inBatches<T>(texts: readonly Text[], encode: (text: Text) => Promise<T>): Promise<T[]> {
  const encodings: T[] = [];
  for (let begin = 0; begin < texts.length; begin += batchSize) {
    beat();
    const batch = texts.slice(begin, begin + batchSize);
    encodings.push(...(await Promise.all(batch.map(encode))));
    await freeEncodings(batch.length);
  }
  return encodings;
}

/** A copy without the offsets, which hold on to the library's encoding. */
function idsOf({ ids, typeIds }: Encoding): Pick<Encoding, 'ids' | 'typeIds'> {
  return { ids, typeIds };
}

function parts(text: Text): [string, string | null] {
  return typeof text === 'string' ? [text, null] : [text[0], text[1]];
}

/** The part of an encoding of the library that is read. */
type NativeView = Pick<
  NativeEncoding,
  'getLength' | 'getIds' | 'getTypeIds' | 'getOffsets' | 'getSequenceIds'
>;

/** An encoding with ties broken; the tokens of each text are one run. */
function retied(native: NativeEncoding, breakTies: TieBreaker): NativeView {
  const ids = native.getIds();
  if (!breakTies.hasTies(ids)) return native;
  const offsets = native.getOffsets() as [number, number][];
  const before = ids.map((id, i): PlacedToken => ({ id, offsets: offsets[i] ?? [0, 0] }));
  const typeIds = native.getTypeIds();
  const sequences = native.getSequenceIds();
  const runs = runsOf(sequences).map(([begin, end]) => {
    const tokens = breakTies.cutTexts(before.slice(begin, end));
    return { tokens, typeId: typeIds[begin] ?? 0, sequence: sequences[begin] };
  });
  const all = runs.flatMap(({ tokens, ...rest }) => tokens.map((token) => ({ ...token, ...rest })));
  return {
    getLength: () => all.length,
    getIds: () => all.map(({ id }) => id),
    getTypeIds: () => all.map(({ typeId }) => typeId),
    getOffsets: () => all.map((token) => [...token.offsets]),
    getSequenceIds: () => all.map(({ sequence }) => sequence),
  };
}

/** Begins and ends of the runs of equal values. */
function runsOf(values: readonly unknown[]): [number, number][] {
  const begins = [...values.keys()].filter((i) => i === 0 || values[i] !== values[i - 1]);
  return begins.map((begin, i) => [begin, begins[i + 1] ?? values.length]);
}

/**
 * Cuts an encoding by hand: the library's releases disagree on which text of a pair loses the odd token, and cutting
 * the texts before they are joined would have their offsets trimmed twice.
 */
function cut(native: NativeView, truncation: Truncation | undefined): Encoding {
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
