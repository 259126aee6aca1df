import { Random, UserError } from '@lamella/core';
import { rankLayers } from './rank-layers.ts';
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

/**
 * The layers of a request by their importance, in the order that it asks for.
 *
 * @throws UserError (exit code 2) if the importance isn't one value per layer, or is to be shuffled without a seed
 */
export function rankByImportance(request: RuleRequest): number[] {
  const { order, dropFirst = false, constantInputs } = request;
  const place = order === 'shuffled-importance' ? shuffledPlaces(request) : undefined;
  const scores = scoresOf(request);
  const dealt = place?.map((from) => scores[from] as number) ?? scores;
  // A score that means nothing is no better at another layer.
  const constant =
    place === undefined
      ? constantInputs
      : constantInputs?.map((layer) => place.indexOf(layer)).toSorted((a, b) => a - b);
  return rankLayers(dealt, {
    dropFirst,
    isReversed: order === 'least-important',
    ...(constant && { constantInputs: constant }),
  });
}

/** Of each layer the one whose score it gets: any permutation is as likely as another. */
function shuffledPlaces(request: RuleRequest): number[] {
  return Random.fork(required(request, 'seed'), 'importance').shuffle(layersOf(request));
}

/** All layers of the model, ascending. */
export function layersOf({ numLayers }: RuleRequest): number[] {
  return Array.from({ length: numLayers }, (_, layer) => layer);
}

/** A mistake in a request. */
export function invalid(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
