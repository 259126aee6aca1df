import { layerOverlap } from '../selection/layer-overlap.ts';
import type { RuleRequest } from '../selection/selection-rule.ts';
import { orderLayers, selectLayers } from '../selection/select-layers.ts';
import type { LayerCertainty } from './bootstrap-layers.ts';

/** The certainty of a selection of N layers by importance. */
export interface SelectionCertainty {
  /** For each layer the share of draws of the samples in which it is among the N, [L]. */
  readonly frequency: readonly number[];
  /** The measured importance of the last layer chosen less that of the first one left out; null where none is left out. */
  readonly margin: number | null;
  /** The mean overlap (Jaccard index) of the selection with that of a draw; 1 where every draw selects the same layers. */
  readonly overlap: number;
  /** Layers on whose selection more than one draw in twenty says otherwise, ascending; none where the boundary is decided. */
  readonly undecided: readonly number[];
}

/** The share of draws that must select as the samples themselves do. */
const decidedShare = 0.95;

/**
 * Counts how often other samples would select the layers that a rule selects.
 *
 * @param request as for `selectLayers`, with the measured importance
 */
export function selectionCertainty(request: RuleRequest, certainty: LayerCertainty): SelectionCertainty {
  const { numLayers } = request;
  const { layers: selected } = selectLayers(request);
  const counts = new Array<number>(numLayers).fill(0);
  let [overlap, draws] = [0, 0];
  for (const [order, times] of Object.entries(certainty.orders)) {
    const scores = scoresOfOrder(order, numLayers);
    const { layers } = selectLayers({ ...request, scores, constantInputs: certainty.constantInputs });
    for (const layer of layers) counts[layer] = (counts[layer] ?? 0) + times;
    overlap += times * layerOverlap(selected, layers);
    draws += times;
  }
  const frequency = counts.map((count) => count / draws);
  return {
    frequency,
    margin: selectionMargin(request),
    overlap: overlap / draws,
    undecided: frequency.flatMap((share, layer) =>
      (selected.includes(layer) ? share : 1 - share) < decidedShare ? [layer] : [],
    ),
  };
}

/**
 * The margin of a selection of N layers: the importance of the N-th less that of the next one in the rule's order; null where
 * no layer is left to be the next.
 */
export function selectionMargin(request: RuleRequest): number | null {
  const order = orderLayers(request);
  const { layers } = selectLayers(request);
  const [last, next] = [order[layers.length - 1], order[layers.length]].map((layer) =>
    layer === undefined ? undefined : request.scores?.[layer],
  );
  return last === undefined || next === undefined ? null : last - next;
}

/** Scores that give an order: L for its first layer, 1 for its last. */
function scoresOfOrder(order: string, numLayers: number): number[] {
  const scores = new Array<number>(numLayers).fill(NaN);
  order.split(' ').forEach((layer, place) => (scores[Number(layer)] = numLayers - place));
  return scores;
}
