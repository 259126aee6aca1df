import { UserError } from '@lamella/core';

/**
 * The layers that a rule leaves out because their value means nothing:
 *
 * - `true`: the first of the sorted order, *whatever it is*, as the paper's script for encoders does. It is there because an
 *   encoder's first layer is degenerate at the CLS position: its input is the same vector for every sample, so that its CKA is
 *   0 and its importance 1 without any meaning. Where no layer is degenerate it drops the most important one;
 * - `auto`: the layers whose input is the same for every sample, wherever they stand and whatever causes it; they come last
 *   in the order, so that they are selected only where nothing else is left;
 * - `false`: none.
 */
export type DropFirst = boolean | 'auto';

export interface RankOptions {
  /** Whether the order is reversed; what is left out stays so, and what comes last stays there. Default: false. */
  readonly isReversed?: boolean;
  /** Default: false. */
  readonly dropFirst?: DropFirst;
  /** Layers whose input is the same for every sample, for `auto`. Default: those whose score is that of CKA 0, 1. */
  readonly constantInputs?: readonly number[];
}

/**
 * Layers by falling score; equal scores go to the lower index. See {@link DropFirst} for those that are left out.
 *
 * @param scores [L], larger is more important
 * @throws UserError if a score is not a finite number
 */
export function rankLayers(
  scores: readonly number[],
  { dropFirst = false, isReversed = false, constantInputs = layersOfCkaZero(scores) }: RankOptions = {},
): number[] {
  const broken = scores.findIndex((score) => !Number.isFinite(score));
  if (broken >= 0) {
    throw new UserError(
      `Expected a finite importance for every layer, got ${scores[broken]} for layer ${broken}. ` +
        'Check that the model and its inputs give finite numbers.',
    );
  }
  const order = [...scores.entries()].sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b);
  const layers = order.map(([layer]) => layer);
  const isDegenerate = (layer: number): boolean => dropFirst === 'auto' && constantInputs.includes(layer);
  const ranked = layers.slice(dropFirst === true ? 1 : 0).filter((layer) => !isDegenerate(layer));
  return [...(isReversed ? ranked.toReversed() : ranked), ...layers.filter(isDegenerate)];
}

function layersOfCkaZero(scores: readonly number[]): number[] {
  return scores.flatMap((score, layer) => (score === 1 ? [layer] : []));
}
