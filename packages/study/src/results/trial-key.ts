import { hashJson } from '@lamella/core';
import { trialIdentity, type ResolvedTrial } from '@lamella/spec';
import type { ResultInputs } from './trial-result.ts';

/**
 * Version of the code that makes a trial's numbers. Raise it when a change alters them: every trial then runs
 * again.
 */
export const resultVersion = 1;

/**
 * Hash of everything that determines a trial's numbers: its settings, the content of model and data, and the
 * version of the code. How a spec is written (comments, order, `1e-4` or `0.0001`) and where model and data lie
 * never changes it.
 */
export function trialKey(trial: ResolvedTrial, inputs: ResultInputs): string {
  return hashJson({ trial: trialIdentity(trial), inputs });
}
