import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';
import { Tokenizer as NativeTokenizer, type Encoding as NativeEncoding } from 'tokenizers';

import { readVocabularyFiles } from './read-vocabulary-files.ts';
import { findSpecialIds, type TokenizerFiles } from './special-ids.ts';
import type { TokenizerJson } from './tokenizer-json.ts';
import type { EncodeOptions, Encoding, SpecialIds, Side, Text, Tokenizer } from './tokenizer.ts';
import { keptPositions, type Truncation } from './truncate.ts';

/** So many texts are handed to the library's threads at once. */
const batchSize = 1000;

/**
 * The tokenizer of a Hugging Face model folder: from tokenizer.json, or else from RoBERTa's or BERT's vocabulary files.
 *
 * @throws UserError when the folder has no tokenizer or it can't be read
 */
export function loadTokenizer(folder: string): Tokenizer {
  const files: TokenizerFiles = {
    tokenizerConfig: readOptional(join(folder, 'tokenizer_config.json')),
    specialTokensMap: readOptional(join(folder, 'special_tokens_map.json')),
    config: readOptional(join(folder, 'config.json')),
  };
  const path = join(folder, 'tokenizer.json');
  const isComplete = existsSync(path);
  const native = isComplete
    ? build(path, () => NativeTokenizer.fromFile(path))
    : build(folder, () => fromJson(readVocabularyFiles(folder, files)));
  // A tokenizer.json may ask for these; here the caller decides.
  native.disablePadding();
  native.disableTruncation();
  const { padId, ...specialIds } = findSpecialIds(files, (token) => native.tokenToId(token) ?? undefined);
  if (padId === undefined) {
    throw new UserError(
      `Expected a padding token for ${folder}, found none. Add "pad_token" to its tokenizer_config.json.`,
    );
  }
  return wrap(native, { specialIds: { padId, ...specialIds }, ...findSides(files) });
}

/** What tokenizer_config.json says, or else the custom of its class: LLaMA's and Gemma's pad on the left. */
function findSides({ tokenizerConfig }: TokenizerFiles): Sides {
  const { padding_side: padding, truncation_side: truncation, tokenizer_class: name } = tokenizerConfig;
  const padsLeft = typeof padding === 'string' ? padding === 'left' : /^(Llama|Gemma)/.test(String(name));
  return {
    paddingSide: padsLeft ? 'left' : 'right',
    truncationSide: truncation === 'left' ? 'left' : 'right',
  };
}

interface Sides {
  readonly paddingSide: Side;
  readonly truncationSide: Side;
}

/** A tokenizer from the contents of a tokenizer.json, such as `trainByteLevelBpe` makes. */
function fromJson(json: TokenizerJson): NativeTokenizer {
  return NativeTokenizer.fromString(JSON.stringify(json));
}

function build(path: string, make: () => NativeTokenizer): NativeTokenizer {
  try {
    return make();
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (path.endsWith('.json')) readJsonFile(path);
    throw new UserError(`${path} holds no tokenizer that can be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function wrap(
  native: NativeTokenizer,
  { specialIds, paddingSide, truncationSide: side }: Sides & { readonly specialIds: SpecialIds },
): Tokenizer {
  const encode = async (text: string, pair: string | null, options: EncodeOptions): Promise<Encoding> => {
    const { addSpecialTokens = true, maxLength } = options;
    const encoding = await native.encode(text, pair, { addSpecialTokens });
    return cut(encoding, maxLength === undefined ? undefined : { maxLength, side });
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
    decode: (ids, { skipSpecialTokens = false } = {}) => native.decode([...ids], skipSpecialTokens),
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

function readOptional(path: string): Readonly<Record<string, unknown>> {
  const value = existsSync(path) ? readJsonFile(path) : {};
  if (!isRecord(value)) throw new UserError(`Expected a JSON object in ${path}.`);
  return value;
}
