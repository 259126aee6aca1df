import { UserError } from '@lamella/core';

export interface RankOptions {
  /** Leave out the layer with the highest score, as the paper's code does for encoders. Default: false. */
  readonly dropFirst?: boolean;
}

/**
 * Layers by falling score; equal scores go to the lower index.
 *
 * `dropFirst` is the rule of the paper's encoder script: sort, drop the first of the sorted order *whatever it
 * is*, take the next N. It is there because an encoder's first layer is degenerate at the CLS position: its input
 * is the same vector for every sample, so that its CKA is 0 and its importance 1 without any meaning. Where
 * representations are pooled otherwise no layer is degenerate, and the rule would drop the most important one.
 *
 * @param scores [L], larger is more important
 * @throws UserError if a score is not a finite number
 */
export function rankLayers(scores: readonly number[], { dropFirst = false }: RankOptions = {}): number[] {
  const broken = scores.findIndex((score) => !Number.isFinite(score));
  if (broken >= 0) {
    throw new UserError(
      `Expected a finite importance for every layer, got ${scores[broken]} for layer ${broken}. ` +
        'Check that the model and its inputs give finite numbers.',
    );
  }
  const order = [...scores.entries()].sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b);
  return order.slice(dropFirst ? 1 : 0).map(([layer]) => layer);
}

/**
 * How clear a selection of N layers is: the score of the N-th minus that of the next one in the order of
 * {@link rankLayers}. `undefined` when no layer is left to be the next.
 */
export function selectionMargin(
  scores: readonly number[],
  count: number,
  options: RankOptions = {},
): number | undefined {
  const ranked = rankLayers(scores, options).map((layer) => scores[layer]);
  const [last, next] = [ranked[count - 1], ranked[count]];
  return last === undefined || next === undefined ? undefined : last - next;
}
