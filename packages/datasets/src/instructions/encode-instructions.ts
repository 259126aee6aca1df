import { UserError } from '@lamella/core';
import type { EncodedExample } from '../encode-examples.ts';
import type { InstructionExample } from './instruction-example.ts';
import { labelAnswer } from './label-answer.ts';

/** The part of a decoder's tokenizer that encoding uses. */
export interface InstructionTokenizer {
  readonly eosId?: number;
  encodeBatch(texts: readonly string[]): Promise<readonly { readonly ids: readonly number[] }[]>;
}

/**
 * Encodes examples for fine-tuning a decoder as PiSSA's scripts do: the prompt, the target, a line break and the end-of-text
 * token are one text, cut to `maxLength` tokens at its end. As many tokens as the prompt has by itself are masked with
 * `IGNORED_LABEL`; the labels of the others are the tokens themselves (to be shifted by one when the loss is taken).
 *
 * @param options.ending what stands between the target and the end-of-text token; a line break unless given
 * @returns in the order of the examples; those whose prompt fills `maxLength` have nothing to learn, and stay
 * @throws UserError if the tokenizer has no end-of-text token
 */
export async function encodeInstructions(
  examples: readonly InstructionExample[],
  tokenizer: InstructionTokenizer,
  { maxLength, ending = '\n' }: { readonly maxLength: number; readonly ending?: string },
): Promise<EncodedExample[]> {
  const { eosId } = tokenizer;
  if (eosId === undefined)
    throw new UserError('Expected a tokenizer with an end-of-text token to end the answers, got none.');
  const prompts = await tokenizer.encodeBatch(examples.map(({ prompt }) => prompt));
  const wholes = await tokenizer.encodeBatch(
    examples.map(({ prompt, target }) => `${prompt}${target}${ending}`),
  );
  return examples.map(({ id }, index) => {
    const ids = [...(wholes[index]?.ids ?? []), eosId].slice(0, maxLength);
    return labelAnswer(ids, { id, promptLength: prompts[index]?.ids.length ?? 0 });
  });
}
