import { UserError } from '@lamella/core';
import { checkSampling, type Sampling } from '@lamella/models';

/** Options of the command line that concern sampling. */
export interface SamplingRequest {
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed: number;
}

/**
 * How tokens are drawn; undefined takes the most likely one. A temperature of 0 means that, too.
 *
 * @throws {UserError} (exit code 2) for values that nothing can be drawn with
 */
export function samplingOf({ temperature, topK, topP, seed }: SamplingRequest): Sampling | undefined {
  if (temperature === undefined && topK === undefined && topP === undefined) return undefined;
  if (temperature === 0) {
    if (topK === undefined && topP === undefined) return undefined;
    throw new UserError('Expected a temperature above 0 with --top-k or --top-p, found 0.', { exitCode: 2 });
  }
  const sampling = { temperature: temperature ?? 1, topK, topP, seed };
  checkSampling(sampling);
  return sampling;
}
