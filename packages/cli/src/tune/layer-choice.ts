import { UserError } from '@lamella/core';
import { type CountedMethod, resolveCount } from '@lamella/metrics/selection';

/** Which layers are tuned: all, those of a list, or N by a rule. */
export type LayerChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'list'; readonly layers: readonly number[] }
  /** N, or a ratio of the layers between 0 and 1. */
  | { readonly kind: 'count'; readonly count: number; readonly method: CountedMethod };

/**
 * Reads `--layers`: `6` and `0.5` are numbers of layers, `0,3,5` and `[3]` are layers.
 *
 * @throws UserError (exit code 2) for anything else, and for layers that the model lacks
 */
export function readLayerChoice(text: string, method: CountedMethod, numLayers: number): LayerChoice {
  if (text === 'all') return { kind: 'all' };
  const list = /^\[?(\d+(?:,\d+)*)\]?$/.exec(text.replaceAll(' ', ''))?.[1];
  if (list !== undefined && (text.includes(',') || text.trim().startsWith('['))) {
    const layers = [...new Set(list.split(',').map(Number))].sort((a, b) => a - b);
    if (layers.every((layer) => layer < numLayers)) return { kind: 'list', layers };
  }
  const count = Number(text);
  const isCount = Number.isInteger(count) ? count >= 1 && count <= numLayers : count > 0 && count < 1;
  if (text.trim() !== '' && isCount) return { kind: 'count', count, method };
  throw new UserError(
    `Expected --layers to be a number from 1 to ${numLayers}, a ratio such as 0.5, all, or layers from 0 to ${numLayers - 1} ` +
      `such as 0,3,5 (one layer: [3]), got "${text}".`,
    { exitCode: 2 },
  );
}

/** The layers in words: "3 of 6, by cka". */
export function describeChoice(choice: LayerChoice, numLayers: number): string {
  if (choice.kind === 'all') return `all ${numLayers}`;
  if (choice.kind === 'list') return `${choice.layers.join(', ')} of ${numLayers}`;
  return `${resolveCount(choice.count, numLayers)} of ${numLayers}, by ${choice.method}`;
}
