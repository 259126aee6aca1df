import { UserError } from '@lamella/core';
import type { Fields } from '@lamella/files';
import { findActivation, readActivation } from '../blocks/activations.ts';

const TANH_FORM = 'gelu_pytorch_tanh';

/**
 * The activation of a Gemma's config.json. `hidden_act` of the published files says "gelu" and is not what the model was trained
 * with: transformers 4 reads `hidden_activation` alone, the tanh form where there is none; transformers 5 reads `hidden_act`
 * alone, and takes "gelu" for the tanh form.
 *
 * @throws {UserError} if the two come to different functions
 */
export function readGemmaActivation(source: Fields, where: string): string {
  const options = { fallback: TANH_FORM, where };
  const older = readActivation(source, 'hidden_activation', options);
  const corrected = source['hidden_act'] === 'gelu' ? TANH_FORM : source['hidden_act'];
  const newer = readActivation({ ...source, hidden_act: corrected }, 'hidden_act', options);
  if (findActivation(older) === findActivation(newer)) return older;
  throw new UserError(
    `Expected "hidden_activation" and "hidden_act" in ${where} to be the same function, got ` +
      `${JSON.stringify(source['hidden_activation'] ?? null)} and "${newer}": transformers 4 reads the former and transformers 5 the latter.`,
  );
}
