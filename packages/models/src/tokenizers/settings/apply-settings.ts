import { AddedToken as NativeToken, Tokenizer as NativeTokenizer } from 'tokenizers';
import type { WholeToken } from '../added-tokens.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { setAroundTexts } from './around-texts.ts';
import { overrideParts } from './override-parts.ts';
import type { TokenizerSettings } from './read-settings.ts';
import { rebuildParts } from './rebuild-parts.ts';
import { tokensToAdd } from './tokens-to-add.ts';

/**
 * The library's tokenizer of a tokenizer.json, with what the files beside it change of it, in the order in which `transformers`
 * applies them: its parts, further tokens, the tokens around texts.
 *
 * @throws {UserError} if the settings ask for what the tokenizer does not have; other errors are the library's
 */
export function applySettings(json: TokenizerJson, settings: TokenizerSettings): NativeTokenizer {
  const changed = settings.generation === 4 ? overrideParts(json, settings) : rebuildParts(json, settings);
  // Not the file's own text: what was checked is what is read, even where a key stands twice.
  const native = NativeTokenizer.fromString(JSON.stringify(changed));
  const added = tokensToAdd(changed, settings);
  if (added.length > 0) native.addAddedTokens(added.map(nativeToken));
  setAroundTexts(native, settings, changed);
  return native;
}

function nativeToken({ content, special, single_word, lstrip, rstrip, normalized }: WholeToken): NativeToken {
  return new NativeToken(content, special, {
    singleWord: single_word,
    leftStrip: lstrip,
    rightStrip: rstrip,
    normalized,
  });
}
