import { nearest, UserError } from '@lamella/core';
import type { Model, Projection } from '@lamella/models';

/** A linear map to adapt, and where it is. */
export interface Target {
  readonly layer: number;
  readonly name: string;
  readonly projection: Projection;
}

/**
 * The linear maps of some layers, in the order layer by layer.
 *
 * @param layers counted from 0
 * @throws {UserError} unless every (layer, target) names exactly one linear map; the message lists what exists
 */
export function findTargets(model: Model, layers: readonly number[], targets: readonly string[]): Target[] {
  refuseDuplicates('layer', layers);
  refuseDuplicates('target module', targets);
  if (targets.length === 0)
    throw new UserError('Expected at least one target module for the adapter, got none.');
  return [...layers]
    .sort((a, b) => a - b)
    .flatMap((layer) => targets.map((name) => ({ layer, name, projection: findTarget(model, layer, name) })));
}

function findTarget(model: Model, layer: number, name: string): Projection {
  const projections = model.layers[layer]?.projections;
  if (projections === undefined) {
    throw new UserError(
      `Expected layers from 0 to ${model.layers.length - 1} of the ${model.family} model, got ${layer}.`,
    );
  }
  const projection = projections.get(name);
  if (projection !== undefined) return projection;
  const valid = [...projections.keys()];
  const guess = nearest(name, valid);
  throw new UserError(
    `Unknown target module "${name}" in layer ${layer} of the ${model.family} model.` +
      `${guess === undefined ? '' : ` Did you mean "${guess}"?`} The layer has: ${valid.join(', ')}.`,
  );
}

function refuseDuplicates(kind: string, items: readonly (string | number)[]): void {
  const duplicate = items.find((item, i) => items.indexOf(item) !== i);
  if (duplicate !== undefined)
    throw new UserError(
      `Expected each ${kind} once, got ${duplicate} more than once in ${items.join(', ')}.`,
    );
}
