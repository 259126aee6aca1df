import { Random, UserError, unknownName } from '@lamella/core';
import { fromOneHot, toOneHot } from './one-hot.ts';
import { rankLayers } from './rank-layers.ts';
import { resolveCount } from './resolve-count.ts';
import { selectionMethods, type SelectionMethod } from './selection-methods.ts';

/** What a spec says about the layers to tune. */
export interface SelectionRequest {
  /** One of {@link selectionMethods}. */
  readonly method: string;
  /** L, the number of layers of the model. */
  readonly numLayers: number;
  /** N, or a ratio of L (see {@link resolveCount}). Not read by `all`, `list` and `one-hot`. */
  readonly count?: number;
  /** `cka`, `fim`: the importance of every layer, larger is more important. */
  readonly scores?: readonly number[];
  /** `cka`: leave out the first of the sorted order (see {@link rankLayers}). Default: false. */
  readonly dropFirst?: boolean;
  /** `random`: the same seed selects the same layers. */
  readonly seed?: number | string;
  /** `list`: the layers themselves, in any order. */
  readonly layers?: readonly number[];
  /** `one-hot`: one digit per layer, layer 0 first. */
  readonly oneHot?: string;
}

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
 * Selects the layers to tune.
 *
 * - `cka`, `fim`: the N layers with the highest scores; ties go to the lower index.
 * - `random`: N layers, each set equally likely.
 * - `first`, `last`: N layers from the input's or the output's end.
 * - `alternating`: every second layer counted from the last (L − 1, L − 3, …), then, while fewer than N, the
 *   ones between (L − 2, L − 4, …).
 * - `all`; `list` and `one-hot`: as written.
 *
 * @throws UserError for whatever in the request doesn't fit the model
 */
export function selectLayers(request: SelectionRequest): SelectedLayers {
  const method = selectionMethods.find((name) => name === request.method);
  if (method === undefined) throw invalid(unknownName('selection', request.method, selectionMethods));
  const layers = chooseLayers(method, request).sort((a, b) => a - b);
  return {
    method,
    layers,
    scores: method === 'cka' || method === 'fim' ? request.scores : undefined,
    oneHot: toOneHot(layers, request.numLayers),
  };
}

function chooseLayers(method: SelectionMethod, request: SelectionRequest): number[] {
  if (method === 'all') return range(request.numLayers);
  if (method === 'list') return checkList(required(request, 'layers'), request.numLayers);
  if (method === 'one-hot') return fromOneHot(required(request, 'oneHot'), request.numLayers);
  const count = resolveCount(required(request, 'count'), request.numLayers);
  const candidates = orderLayers(method, request);
  if (count > candidates.length) {
    throw invalid(
      `Expected at most ${candidates.length} layers for selection ${method} with dropFirst, which leaves out one of ` +
        `${request.numLayers}, got ${count}. Ask for fewer layers, set dropFirst to false, or select all.`,
    );
  }
  return candidates.slice(0, count);
}

/** The layers from the one to select first to the one to select last. */
function orderLayers(
  method: Exclude<SelectionMethod, 'all' | 'list' | 'one-hot'>,
  request: SelectionRequest,
): number[] {
  const forwards = range(request.numLayers);
  const backwards = forwards.toReversed();
  switch (method) {
    case 'cka':
      return rankLayers(checkedScores(request), { dropFirst: request.dropFirst ?? false });
    case 'fim':
      return rankLayers(checkedScores(request));
    case 'random':
      return Random.fork(required(request, 'seed'), 'layers').shuffle(forwards);
    case 'first':
      return forwards;
    case 'last':
      return backwards;
    case 'alternating':
      return [...backwards.filter((_, i) => i % 2 === 0), ...backwards.filter((_, i) => i % 2 === 1)];
  }
}

function checkedScores(request: SelectionRequest): readonly number[] {
  const scores = required(request, 'scores');
  if (scores.length === request.numLayers) return scores;
  throw invalid(`Expected ${request.numLayers} scores, one per layer, got ${scores.length}.`);
}

function checkList(layers: readonly number[], numLayers: number): number[] {
  const stranger = layers.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= numLayers);
  if (stranger !== undefined) {
    throw invalid(`Expected layers from 0 to ${numLayers - 1}, got ${stranger} in [${layers.join(', ')}].`);
  }
  const duplicate = layers.find((layer, i) => layers.indexOf(layer) !== i);
  if (duplicate !== undefined) {
    throw invalid(`Expected every layer once, got ${duplicate} more than once in [${layers.join(', ')}].`);
  }
  if (layers.length === 0) throw invalid('Expected at least one layer, got an empty list.');
  return [...layers];
}

function required<K extends keyof SelectionRequest>(
  request: SelectionRequest,
  key: K,
): NonNullable<SelectionRequest[K]> {
  const value = request[key];
  if (value !== undefined && value !== null) return value;
  throw invalid(`Expected \`${key}\` for selection ${request.method}, got none.`);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function invalid(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
