import { invalid } from './request.ts';

/** What the cheapest set is chosen from. */
export interface CheapestRequest {
  /** Importance of every layer, [L]; not negative where it is of a candidate. */
  readonly scores: readonly number[];
  /** The layers that may be selected, the most important first. */
  readonly candidates: readonly number[];
  /** N. */
  readonly count: number;
  /** ε, the share of the best sum of importances that may be given up, from 0 to below 1. */
  readonly within: number;
  /** Which of the costs decides. */
  readonly prefer: TrainingCost;
  /** What training some layers costs, ascending: the lowest of them decides it, and whether the model's last is among them. */
  costOf(layers: readonly number[]): SetCosts;
}

/** Costs of training that a set can be chosen by. */
export const trainingCosts = ['time', 'memory'] as const;
export type TrainingCost = (typeof trainingCosts)[number];

/** Seconds of a step, and bytes at its most. */
export type SetCosts = Readonly<Record<TrainingCost, number>>;

/** Some layers, with what they matter and cost. */
export interface PricedSet {
  /** Ascending. */
  readonly layers: readonly number[];
  /** Their sum of importances over that of the N most important layers. */
  readonly share: number;
  readonly costs: SetCosts;
}

/** The set that is chosen, beside those that it is to be judged by. */
export interface CheapestSet {
  readonly chosen: PricedSet;
  /** The N most important layers. */
  readonly top: PricedSet;
  /** The model's last N layers, whatever they matter. */
  readonly last: PricedSet;
}

/** The values of sums and costs that are the same but for rounding. */
const ROUNDING = 1e-9;

/**
 * Of the sets of N layers whose importances add up to at least (1 - ε) of the largest sum, the one that costs least; of equals the
 * most important.
 *
 * Training costs what its lowest layer l decides, since the backward pass stops there, and whether the model's last layer is trained:
 * where an encoder's head reads one token, that layer computes no other unless it is adapted. So the best set for each l is l with the
 * N - 1 most important candidates above it, once with the last layer and once without: at most 2 L sets are compared, and none is missed.
 *
 * @throws UserError (exit code 2) for negative importances, whose sums say nothing of shares, and a sum of 0
 */
export function cheapestSet(request: CheapestRequest): CheapestSet {
  const { scores, candidates, count, within, prefer, costOf } = request;
  checkScores(request);
  const sum = (layers: readonly number[]): number =>
    layers.reduce((total, layer) => total + (scores[layer] ?? 0), 0);
  const best = sum(candidates.slice(0, count));
  const price = (layers: readonly number[]): PricedSet => {
    const ascending = layers.toSorted((a, b) => a - b);
    return { layers: ascending, share: sum(layers) / best, costs: costOf(ascending) };
  };
  const top = price(candidates.slice(0, count));
  const affordable = bestSets(request)
    .filter((layers) => sum(layers) >= (1 - within - ROUNDING) * best)
    .map(price);
  const least = Math.min(...affordable.map(({ costs }) => costs[prefer]));
  const [chosen = top] = affordable
    .filter(({ costs }) => costs[prefer] <= least * (1 + ROUNDING))
    .toSorted((a, b) => b.share - a.share);
  const last = Array.from({ length: count }, (_, index) => scores.length - count + index);
  return { chosen, top, last: price(last) };
}

/** For each lowest layer the most important sets of N, with the model's last layer and without. */
function bestSets({ scores, candidates, count }: CheapestRequest): number[][] {
  const last = scores.length - 1;
  const withoutLast = candidates.filter((layer) => layer !== last);
  const above = (some: readonly number[], lowest: number, size: number): number[] =>
    some.filter((layer) => layer > lowest).slice(0, size);
  const sets = withoutLast.flatMap((lowest) => [
    [lowest, ...above(withoutLast, lowest, count - 1)],
    ...(count > 1 && candidates.includes(last)
      ? [[lowest, last, ...above(withoutLast, lowest, count - 2)]]
      : []),
  ]);
  return [...sets, ...(candidates.includes(last) ? [[last]] : [])].filter(({ length }) => length === count);
}

function checkScores({ scores, candidates, count }: CheapestRequest): void {
  const negative = candidates.find((layer) => (scores[layer] ?? 0) < 0);
  if (negative !== undefined)
    throw invalid(
      `Expected importances of at least 0 for the cheapest set within a share of the best, got ${scores[negative]} for layer ${negative}. ` +
        'Choose another importance method, or leave out the preference.',
    );
  if (candidates.slice(0, count).every((layer) => scores[layer] === 0))
    throw invalid('Expected a layer of importance above 0 for the cheapest set, got 0 for all of them.');
}
