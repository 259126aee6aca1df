import { countTrialParameters, type ModelInfo, readModelShape } from '@lamella/planning';
import type { ResolvedTrial } from '@lamella/spec';

/**
 * Finds a misspelt target module before the first trial starts, and not once in every trial.
 *
 * @throws UserError (exit code 2) for a target that the layers don't have
 */
export function checkTargets(trials: readonly ResolvedTrial[], { config }: ModelInfo): void {
  const shape = readModelShape(config);
  for (const trial of trials) countTrialParameters(trial, shape, 1);
}
