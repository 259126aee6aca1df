import type { GenerationDefaults } from './generation-config.ts';
import type { GenerationSettings } from './generator.ts';
import type { Prompt } from './prompt-batch.ts';
import { samplingOf, type SamplingRequest } from './sampling-of.ts';

/** Options of the command line that concern what is generated. */
export interface SettingsRequest extends SamplingRequest {
  /** As the model's generation_config.json has it unless given, or 64. */
  readonly maxNewTokens?: number;
}

/** New tokens where neither the request nor the model says how many. */
const USUAL_NEW_TOKENS = 64;

/**
 * How prompts are continued: as asked, and as the model's generation_config.json has it where nothing is asked.
 *
 * @returns the settings for prompts, whose lengths count, and the tokenizer's end token, for models that name none
 * @throws {UserError} (exit code 2) for values that nothing can be drawn with
 */
export function generationSettings(
  request: SettingsRequest,
  defaults: GenerationDefaults,
): (prompts: readonly Prompt[], eosId: number | undefined) => GenerationSettings {
  const sampling = samplingOf(request, defaults);
  return (prompts, eosId) => ({
    ...lengthsOf(request.maxNewTokens ?? defaults.maxNewTokens, defaults.maxLength, prompts),
    stopIds: defaults.stopIds ?? (eosId === undefined ? [] : [eosId]),
    repetitionPenalty: defaults.repetitionPenalty,
    ...(sampling && { sampling }),
  });
}

/** A number of new tokens, or else a longest text, from which each prompt has its own. */
function lengthsOf(
  maxNewTokens: number | undefined,
  maxLength: number | undefined,
  prompts: readonly Prompt[],
): Pick<GenerationSettings, 'maxNewTokens' | 'maxLength'> {
  if (maxNewTokens !== undefined) return { maxNewTokens };
  if (maxLength === undefined) return { maxNewTokens: USUAL_NEW_TOKENS };
  const shortest = Math.min(...prompts.map(({ ids }) => ids.length));
  return { maxNewTokens: Math.max(1, maxLength - shortest), maxLength };
}
