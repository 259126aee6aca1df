import { UserError } from '@lamella/core';
import type { RuleRequest } from './selection-rule.ts';

/**
 * Returns a setting that a rule requires.
 *
 * @throws UserError (exit code 2) if the request doesn't say it
 */
export function required<K extends keyof RuleRequest>(
  request: RuleRequest,
  key: K,
): NonNullable<RuleRequest[K]> {
  const value = request[key];
  if (value !== undefined && value !== null) return value;
  throw invalid(`Expected \`${key}\` for selection ${request.method}, got none.`);
}

/**
 * The importance of every layer, [L].
 *
 * @throws UserError (exit code 2) if it isn't one value per layer
 */
export function scoresOf(request: RuleRequest): readonly number[] {
  const scores = required(request, 'scores');
  if (scores.length === request.numLayers) return scores;
  throw invalid(`Expected ${request.numLayers} scores, one per layer, got ${scores.length}.`);
}

/** All layers of the model, ascending. */
export function layersOf({ numLayers }: RuleRequest): number[] {
  return Array.from({ length: numLayers }, (_, layer) => layer);
}

/** A mistake in a request. */
export function invalid(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
