import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';
import type { Tokenizer as NativeTokenizer } from 'tokenizers';

import { checkTokenizerJson } from './check-tokenizer-json.ts';
import { readOptionalJson } from '../read-optional-json.ts';
import { readVocabularyFiles } from './read-vocabulary-files.ts';
import { tieBreaker } from './sentencepiece/break-ties.ts';
import { applySettings } from './settings/apply-settings.ts';
import { checkTokenizerFields } from './settings/check-files.ts';
import {
  readSettings,
  type SettingsSource,
  textOf,
  type TokenizerSettings,
} from './settings/read-settings.ts';
import { generationOf, kindOf } from './settings/tokenizer-kind.ts';
import { findTraits } from './settings/find-traits.ts';
import { findSpecialIds, type TokenizerFiles } from './special-ids.ts';
import type { SpecialIds, Tokenizer } from './tokenizer.ts';
import { wrapNative } from './wrap-native.ts';

/**
 * The tokenizer of a Hugging Face model folder, as `AutoTokenizer` of `transformers` loads it: from tokenizer.json, or else from
 * RoBERTa's or BERT's vocabulary files or a model of SentencePiece, with what tokenizer_config.json, special_tokens_map.json and
 * added_tokens.json change of it. Where versions 4 and 5 of `transformers` differ, the one that wrote tokenizer_config.json counts.
 *
 * @throws UserError when the folder has no tokenizer, it can't be read, or it asks for something that is not supported
 */
export function loadTokenizer(folder: string): Tokenizer {
  const files: TokenizerFiles = {
    tokenizerConfig: readOptionalJson(join(folder, 'tokenizer_config.json')),
    specialTokensMap: readOptionalJson(join(folder, 'special_tokens_map.json')),
    config: readOptionalJson(join(folder, 'config.json')),
  };
  const source = {
    files,
    json: readJson(folder, files),
    addedTokens: readOptionalJson(join(folder, 'added_tokens.json')),
    where: folder,
  };
  checkTokenizerFields(source);
  const settings = readSettings(source);
  const native = build(source, settings);
  // A tokenizer.json may ask for these; here the caller decides.
  native.disablePadding();
  native.disableTruncation();
  const named = new Map([...settings.named].map(([role, token]) => [role, textOf(token)]));
  const specialIds = findSpecialIds(named, files.config, (token) => native.tokenToId(token) ?? undefined);
  return wrapNative(native, {
    where: folder,
    specialIds: withPadding(specialIds, folder),
    ...findTraits(settings, source.json),
    // A tokenizer.json is read by the library in Python as well.
    breakTies: existsSync(join(folder, 'tokenizer.json')) ? undefined : tieBreaker(source.json),
  });
}

function readJson(folder: string, files: TokenizerFiles): SettingsSource['json'] {
  const path = join(folder, 'tokenizer.json');
  const isComplete = existsSync(path);
  const json = isComplete ? readJsonFile(path) : readVocabularyFiles(folder, files);
  if (!isRecord(json)) throw new UserError(`Expected a JSON object in ${path}.`);
  if (isComplete && isMadeAnew(json, files, folder)) return readVocabularyFiles(folder, files);
  checkTokenizerJson(json, isComplete ? path : folder);
  return json;
}

/** Version 4 passes a LLaMA's tokenizer.json over where `add_prefix_space` is set and its tokenizer.model is there. */
function isMadeAnew(json: SettingsSource['json'], files: TokenizerFiles, folder: string): boolean {
  return (
    generationOf(files) === 4 &&
    typeof files.tokenizerConfig['add_prefix_space'] === 'boolean' &&
    existsSync(join(folder, 'tokenizer.model')) &&
    kindOf(files, json, folder) === 'llama'
  );
}

function build({ json, where }: SettingsSource, settings: TokenizerSettings): NativeTokenizer {
  try {
    return applySettings(json, settings);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const path = join(where, 'tokenizer.json');
    const message = `${existsSync(path) ? path : where} holds no tokenizer that can be read: ${(error as Error).message}.`;
    throw new UserError(message, { cause: error });
  }
}

/** Padding is masked, so any token will do: a model without one of its own is padded with its end-of-sequence token. */
function withPadding(ids: Partial<SpecialIds>, folder: string): SpecialIds {
  const padId = ids.padId ?? ids.eosId;
  if (padId !== undefined) return { ...ids, padId };
  throw new UserError(
    `Expected a padding token for ${folder}, got none. Add "pad_token" to its tokenizer_config.json.`,
  );
}
