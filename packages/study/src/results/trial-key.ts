import { hashJson } from '@lamella/core';
import { trialIdentity, type ResolvedTrial } from '@lamella/spec';
import type { ResultInputs } from './trial-result.ts';

/**
 * Hash of everything that determines a trial's numbers: its settings, the content of model and data, and the
 * version of the code, which is derived from it (`codeVersion`). How a spec is written (comments, order, `1e-4` or `0.0001`) and
 * where model and data lie never changes it.
 */
export function trialKey(trial: ResolvedTrial, inputs: ResultInputs): string {
  return hashJson({ trial: trialIdentity(trial), inputs });
}
