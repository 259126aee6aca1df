import { UserError } from '@lamella/core';
import { checkSampling, type Sampling } from './choose-token.ts';
import type { GenerationDefaults } from './generation-config.ts';

/** Options of the command line that concern sampling. */
export interface SamplingRequest {
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed: number;
}

/** The defaults of sampling in a model's files. */
export type DrawingDefaults = Pick<GenerationDefaults, 'doSample' | 'temperature' | 'topK' | 'topP' | 'minP'>;

/**
 * How tokens are drawn; undefined takes the most likely one. A temperature of 0 means that, too. What the request leaves
 * open is as the model's generation_config.json has it, also whether tokens are drawn at all.
 *
 * @throws {UserError} (exit code 2) for values that nothing can be drawn with
 */
export function samplingOf(
  { temperature, topK, topP, seed }: SamplingRequest,
  defaults: DrawingDefaults,
): Sampling | undefined {
  const isAsked = temperature !== undefined || topK !== undefined || topP !== undefined;
  if (!isAsked && !defaults.doSample) return undefined;
  if (temperature === 0) {
    if (topK === undefined && topP === undefined) return undefined;
    throw new UserError('Expected a temperature above 0 with --top-k or --top-p, got 0.', { exitCode: 2 });
  }
  const sampling = {
    temperature: temperature ?? defaults.temperature ?? 1,
    topK: topK ?? defaults.topK,
    topP: topP ?? defaults.topP,
    minP: defaults.minP,
    seed,
  };
  checkSampling(sampling);
  return sampling;
}
