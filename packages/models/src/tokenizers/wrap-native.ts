import { beat, UserError } from '@lamella/core';
import type { Encoding as NativeEncoding, Tokenizer as NativeTokenizer } from 'tokenizers';

import { freeEncodings } from './free-encodings.ts';
import type { PlacedToken, TieBreaker } from './sentencepiece/break-ties.ts';
import { cleanUpSpaces } from './settings/clean-up.ts';
import { hasSingleTypes } from './single-types.ts';
import type { EncodeOptions, Encoding, Text, Tokenizer } from './tokenizer.ts';
import type { TokenizerTraits } from './tokenizer-traits.ts';
import { keptPositions, type Truncation } from './truncate.ts';

/** So many texts are handed to the library's threads at once, */
const PIECE = 50;
/** and so many such pieces are under way, so that its threads need not wait for this one. */
const MOST_PIECES = 8;

/** A tokenizer of the library as ours. */
export function wrapNative(native: NativeTokenizer, traits: TokenizerTraits): Tokenizer {
  const { where, specialIds, paddingSide, breakTies } = traits;
  // Such as a vocabulary that lacks its own token for what is unknown.
  const fail = (error: unknown): never => {
    const message = `The tokenizer in ${where} can't be used: ${(error as Error).message}.`;
    throw new UserError(message, { cause: error });
  };
  const encodeAll = async (texts: readonly Text[], options: EncodeOptions): Promise<Encoding[]> => {
    const { addSpecialTokens = true } = options;
    const truncation = truncationOf(options, traits);
    const encodings = await encodeNatively(native, texts, { addSpecialTokens }).catch(fail);
    return encodings.map((encoding) =>
      cut(breakTies === undefined ? encoding : retied(encoding, breakTies), truncation),
    );
  };
  let hasTypes: Promise<boolean> | undefined;
  return {
    ...specialIds,
    vocabSize: native.getVocabSize(true),
    paddingSide,
    encode: async (text, pair, options = {}) => {
      const [encoding] = await encodeAll([pair ? [text, pair] : text], options);
      return encoding as Encoding;
    },
    encodeBatch: (texts, options = {}) => inPieces(texts, (piece) => encodeAll(piece, options)),
    encodeIds: async (texts, options = {}) => {
      const hasSingle = await (hasTypes ??= hasSingleTypes(native));
      return inPieces(texts, async (piece) => {
        const encodings = await encodeAll(piece, options);
        return encodings.map((encoding, i) => idsOf(encoding, hasSingle || typeof piece[i] !== 'string'));
      });
    },
    decode: async (ids, { skipSpecialTokens = false, cleanUp = traits.cleansUp } = {}) => {
      const text = await native.decode([...ids], skipSpecialTokens).catch(fail);
      return cleanUp ? cleanUpSpaces(text) : text;
    },
  };
}

/** What the texts' pieces give, in their order. */
async function inPieces<T>(
  texts: readonly Text[],
  encode: (piece: readonly Text[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const encodings: (readonly T[])[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < texts.length) {
      beat();
      const begin = next;
      const piece = texts.slice(begin, (next += PIECE));
      encodings[begin / PIECE] = await encode(piece);
      await freeEncodings(piece.length);
    }
  };
  await Promise.all(Array.from({ length: MOST_PIECES }, work));
  return encodings.flat();
}

/** A copy without what is made on demand, which holds on to the library's encoding. */
function idsOf(encoding: Encoding, hasTypes: boolean): Pick<Encoding, 'ids' | 'typeIds'> {
  const { ids } = encoding;
  return { ids, typeIds: hasTypes ? encoding.typeIds : ids.map(() => 0) };
}

/** The library takes pairs one by one alone; single texts take a tenth less time together. */
function encodeNatively(
  native: NativeTokenizer,
  texts: readonly Text[],
  options: { readonly addSpecialTokens: boolean },
): Promise<NativeEncoding[]> {
  const single = texts.filter((text) => typeof text === 'string');
  if (single.length === texts.length) return native.encodeBatch(single, options);
  return Promise.all(texts.map((text) => native.encode(...parts(text), options)));
}

function parts(text: Text): [string, string | null] {
  return typeof text === 'string' ? [text, null] : [text[0], text[1]];
}

function truncationOf(
  { maxLength, truncation: strategy = 'longest-first', truncationSide }: EncodeOptions,
  traits: TokenizerTraits,
): Truncation | undefined {
  const side = truncationSide ?? traits.truncationSide;
  return maxLength === undefined ? undefined : { maxLength, side, strategy };
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
  let typeIds: number[] | undefined;
  let offsets: [number, number][] | undefined;
  return {
    ids: pick(native.getIds()),
    // Made on demand: they take as long as everything else, and training does not need them.
    get typeIds() {
      return (typeIds ??= pick(native.getTypeIds()));
    },
    get offsets() {
      offsets ??= pick(native.getOffsets()) as [number, number][];
      return offsets;
    },
  };
}
