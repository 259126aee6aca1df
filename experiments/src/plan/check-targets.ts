import type { ModelInfo } from '../inputs/model-info.ts';
import type { ResolvedTrial } from '../sweep/trial.ts';
import { countTrialParameters } from './count-parameters.ts';
import { isCounted, readModelSizes } from './model-sizes.ts';

/**
 * Finds a misspelt target module before the first trial starts, and not once in every trial. The layers of
 * architectures that aren't counted by formula are left to the trials.
 *
 * @throws UserError (exit code 2) for a target that the layers don't have
 */
export function checkTargets(trials: readonly ResolvedTrial[], { config }: ModelInfo): void {
  if (!isCounted(config)) return;
  const sizes = readModelSizes(config);
  for (const trial of trials) countTrialParameters(trial, sizes, 1);
}
