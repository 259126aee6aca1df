import { unknownName } from '@lamella/core';
import { toOneHot } from './one-hot.ts';
import { invalid, required } from './request.ts';
import { resolveCount } from './resolve-count.ts';
import type { RuleRequest } from './selection-rule.ts';
import {
  countedMethods,
  findRule,
  selectionMethods,
  type SelectionMethod,
  type SelectionRule,
} from './selection-rules.ts';

/** A spec's request for layers to tune: one of {@link selectionMethods} and the settings that the rule reads. */
export type SelectionRequest = RuleRequest;

/** The layers to tune, and why these. */
export interface SelectedLayers {
  readonly method: SelectionMethod;
  /** Ascending. */
  readonly layers: readonly number[];
  /** The scores they were chosen by, [L], or undefined for methods without scores. */
  readonly scores: readonly number[] | undefined;
  /** The same layers as one digit per layer, layer 0 first. */
  readonly oneHot: string;
}

/**
 * Selects the layers to tune, by the rule of a name.
 *
 * @throws UserError for whatever in the request doesn't fit the model
 */
export function selectLayers(request: SelectionRequest): SelectedLayers {
  const rule = findRule(request.method);
  if (rule === undefined) throw invalid(unknownName('selection', request.method, selectionMethods));
  const layers = chooseLayers(rule, request).sort((a, b) => a - b);
  return {
    method: rule.name as SelectionMethod,
    layers,
    scores: rule.importance === undefined ? undefined : request.scores,
    oneHot: toOneHot(layers, request.numLayers),
  };
}

/**
 * All layers that a rule may select, from the one to select first to the one to select last.
 *
 * @throws UserError for a rule that doesn't choose N layers
 */
export function orderLayers(request: RuleRequest): number[] {
  const rule = findRule(request.method);
  if (rule?.choosesN === true) return rule.order(request);
  throw invalid(unknownName('selection', request.method, countedMethods));
}

function chooseLayers(rule: SelectionRule, request: SelectionRequest): number[] {
  if (!rule.choosesN) return rule.layers(request);
  const count = resolveCount(required(request, 'count'), request.numLayers);
  const candidates = rule.order(request);
  if (count > candidates.length) {
    throw invalid(
      `Expected at most ${candidates.length} layers for selection ${rule.name} with dropFirst, which leaves out one of ` +
        `${request.numLayers}, got ${count}. Ask for fewer layers, set dropFirst to false, or select all.`,
    );
  }
  return candidates.slice(0, count);
}
