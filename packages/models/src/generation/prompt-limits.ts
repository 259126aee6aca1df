import { UserError } from '@lamella/core';
import type { ModelConfig } from '../model.ts';
import type { Prompt } from './prompt-batch.ts';

/** How long a text may become. */
interface Lengths {
  readonly maxNewTokens: number;
  readonly maxLength?: number;
}

/** The number of new tokens that a prompt may be followed by. */
export function roomFor(prompt: readonly number[], { maxNewTokens, maxLength = Infinity }: Lengths): number {
  return Math.min(maxNewTokens, maxLength - prompt.length);
}

/**
 * Checks prompts before the engine sees them. The last new token is never read: n tokens of a prompt and m new ones take
 * n + m - 1 positions.
 *
 * @throws {UserError} for the first prompt that is empty, too long, or has a token that the model doesn't know
 */
export function checkPrompts(prompts: readonly Prompt[], lengths: Lengths, config: ModelConfig): void {
  for (const [index, { ids }] of prompts.entries()) {
    checkLength(ids, { index, lengths, config });
    const stranger = ids.find((id) => !(id >= 0 && id < config.vocabularySize));
    if (stranger !== undefined && stranger !== config.imageTokens?.imageToken)
      throw new UserError(
        `Expected tokens from 0 to ${config.vocabularySize - 1}, the model's, got ${stranger} in prompt ${index}: ` +
          'the tokenizer is not the one of this model.',
      );
  }
}

function checkLength(
  prompt: readonly number[],
  { index, lengths, config }: { index: number; lengths: Lengths; config: ModelConfig },
): void {
  const { maxNewTokens, maxLength = Infinity } = lengths;
  const { maxPositions } = config;
  const room = roomFor(prompt, lengths);
  if (prompt.length > 0 && room > 0 && prompt.length + room - 1 <= maxPositions) return;
  if (prompt.length > 0 && room <= 0)
    throw new UserError(
      `Expected prompts of at most ${maxLength - 1} tokens (one less than the longest text), got ${prompt.length} in prompt ${index}.`,
    );
  throw new UserError(
    `Expected prompts of 1 to ${maxPositions - maxNewTokens + 1} tokens (with ${maxNewTokens} new ones, of which the last takes no ` +
      `position, they fill the model's ${maxPositions} positions), got ${prompt.length} in prompt ${index}.`,
  );
}
