import { UserError } from '@lamella/core';
import type { EncodedExample } from '../encode-examples.ts';
import type { InstructionTokenizer } from './encode-instructions.ts';
import type { InstructionExample } from './instruction-example.ts';
import { labelAnswer } from './label-answer.ts';

/**
 * Encodes texts with what may follow them, for log p(target | prompt), as lm-evaluation-harness splits the two
 * (https://github.com/EleutherAI/lm-evaluation-harness, `_encode_pair` of lm_eval/api/model.py): both are one text, and as many of
 * its tokens as the prompt has by itself are the prompt. Spaces that end the prompt are moved to the target, where tokenizers
 * of subwords expect them. Nothing is cut, and no end-of-text token is added.
 *
 * @returns in the order of the examples; `tokenLabels` are the tokens of the target
 * @throws UserError where the prompt or the target has no token of its own
 */
export async function encodeContinuations(
  examples: readonly InstructionExample[],
  tokenizer: Pick<InstructionTokenizer, 'encodeBatch'>,
): Promise<EncodedExample[]> {
  const prompts = [...new Set(examples.map(promptOf))];
  const encodedPrompts = await tokenizer.encodeBatch(prompts);
  const lengths = new Map(prompts.map((prompt, i) => [prompt, encodedPrompts[i]?.ids.length ?? 0]));
  const wholes = await tokenizer.encodeBatch(examples.map(({ prompt, target }) => `${prompt}${target}`));
  return examples.map((example, i) => {
    const { ids = [] } = wholes[i] ?? {};
    const promptLength = lengths.get(promptOf(example)) ?? 0;
    checkLengths(example, { promptLength, length: ids.length });
    return labelAnswer(ids, { id: example.id, promptLength });
  });
}

function promptOf({ prompt }: InstructionExample): string {
  return prompt.trimEnd();
}

function checkLengths(
  { prompt, target }: InstructionExample,
  { promptLength, length }: { readonly promptLength: number; readonly length: number },
): void {
  if (promptLength > 0 && length > promptLength) return;
  const [missing, text] = promptLength === 0 ? ['a prompt', prompt] : ['what follows a prompt', target];
  throw new UserError(
    `Expected at least one token of its own in ${missing}, got none in ${JSON.stringify(text.slice(-60))}.`,
  );
}
