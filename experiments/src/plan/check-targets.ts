import type { ModelInfo } from '../inputs/model-info.ts';
import type { ResolvedTrial } from '../sweep/trial.ts';
import { countTrialParameters } from './count-parameters.ts';
import { readModelShape } from './model-shape.ts';

/**
 * Finds a misspelt target module before the first trial starts, and not once in every trial.
 *
 * @throws UserError (exit code 2) for a target that the layers don't have
 */
export function checkTargets(trials: readonly ResolvedTrial[], { config }: ModelInfo): void {
  const shape = readModelShape(config);
  for (const trial of trials) countTrialParameters(trial, shape, 1);
}
