import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';
import { Tokenizer as NativeTokenizer } from 'tokenizers';

import { checkTokenizerJson } from './check-tokenizer-json.ts';
import { readOptionalJson } from '../read-optional-json.ts';
import { readVocabularyFiles } from './read-vocabulary-files.ts';
import { findSpecialIds, type TokenizerFiles } from './special-ids.ts';
import type { SpecialIds, Tokenizer } from './tokenizer.ts';
import { wrapNative, type TokenizerTraits } from './wrap-native.ts';

/**
 * The tokenizer of a Hugging Face model folder: from tokenizer.json, or else from RoBERTa's or BERT's vocabulary
 * files or a model of SentencePiece.
 *
 * @throws UserError when the folder has no tokenizer or it can't be read
 */
export function loadTokenizer(folder: string): Tokenizer {
  const files: TokenizerFiles = {
    tokenizerConfig: readOptionalJson(join(folder, 'tokenizer_config.json')),
    specialTokensMap: readOptionalJson(join(folder, 'special_tokens_map.json')),
    config: readOptionalJson(join(folder, 'config.json')),
  };
  const native = loadNative(folder, files);
  // A tokenizer.json may ask for these; here the caller decides.
  native.disablePadding();
  native.disableTruncation();
  const specialIds = findSpecialIds(files, (token) => native.tokenToId(token) ?? undefined);
  return wrapNative(native, {
    where: folder,
    specialIds: withPadding(specialIds, folder),
    ...findSides(files),
  });
}

function loadNative(folder: string, files: TokenizerFiles): NativeTokenizer {
  const path = join(folder, 'tokenizer.json');
  const isComplete = existsSync(path);
  const json = isComplete ? readJsonFile(path) : readVocabularyFiles(folder, files);
  if (!isRecord(json)) throw new UserError(`Expected a JSON object in ${path}.`);
  checkTokenizerJson(json, isComplete ? path : folder);
  try {
    // Not the file's own text: what was checked is what is read, even where a key stands twice.
    return NativeTokenizer.fromString(JSON.stringify(json));
  } catch (error) {
    const message = `${isComplete ? path : folder} holds no tokenizer that can be read: ${(error as Error).message}.`;
    throw new UserError(message, { cause: error });
  }
}

/** Padding is masked, so any token will do: a model without one of its own is padded with its end-of-sequence token. */
function withPadding(ids: Partial<SpecialIds>, folder: string): SpecialIds {
  const padId = ids.padId ?? ids.eosId;
  if (padId !== undefined) return { ...ids, padId };
  throw new UserError(
    `Expected a padding token for ${folder}, found none. Add "pad_token" to its tokenizer_config.json.`,
  );
}

/** What tokenizer_config.json says, or else the custom of its class: LLaMA's and Gemma's pad on the left. */
function findSides({
  tokenizerConfig,
}: TokenizerFiles): Pick<TokenizerTraits, 'paddingSide' | 'truncationSide'> {
  const { padding_side: padding, truncation_side: truncation, tokenizer_class: name } = tokenizerConfig;
  const padsLeft = typeof padding === 'string' ? padding === 'left' : /^(Llama|Gemma)/.test(String(name));
  return {
    paddingSide: padsLeft ? 'left' : 'right',
    truncationSide: truncation === 'left' ? 'left' : 'right',
  };
}
