import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import type { Side } from '../tokenizer.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import type { TokenizerTraits } from '../tokenizer-traits.ts';
import { readOptionalSwitch } from './flags.ts';
import type { TokenizerSettings } from './read-settings.ts';
import { paddingSideOf } from './tokenizer-kind.ts';

/**
 * On which sides texts are filled up and cut, and whether decoded ones are cleaned up: what the files say, or else the custom of
 * the class.
 *
 * @throws {UserError} if a side is neither left nor right
 */
export function findTraits(
  { kind, generation, fields }: TokenizerSettings,
  { model }: TokenizerJson,
): Pick<TokenizerTraits, 'paddingSide' | 'truncationSide' | 'cleansUp'> {
  // From 5 on a BPE model's texts are left alone: the rules were made for WordPiece.
  const isSpared = generation === 5 && isRecord(model) && model['type'] === 'BPE';
  const isForced = readOptionalSwitch(fields, FORCED) === true;
  return {
    paddingSide: sideOf(fields, 'padding_side', paddingSideOf(kind)),
    truncationSide: sideOf(fields, 'truncation_side', 'right'),
    cleansUp: readOptionalSwitch(fields, 'clean_up_tokenization_spaces') === true && (!isSpared || isForced),
  };
}

const FORCED = 'clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output';

function sideOf(fields: TokenizerSettings['fields'], name: string, otherwise: Side): Side {
  const side = Object.hasOwn(fields, name) ? fields[name] : otherwise;
  if (side === 'left' || side === 'right') return side;
  throw new UserError(
    `Expected "${name}" of a tokenizer to be "left" or "right", got ${JSON.stringify(side)}.`,
  );
}
