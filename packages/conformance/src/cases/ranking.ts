import { rankLayers, selectLayers } from '@lamella/metrics/selection';
import type { CaseOutcome } from '../case-result.ts';
import { compareExactly } from '../compare.ts';
import type { RankingJson } from '../formats.ts';

/**
 * The order of layers by importance and the N most important ones, for every N; with layer 0 and without it.
 *
 * Leaving out the first of the order (the paper's rule for encoders) means leaving out layer 0 only where that is the most
 * important one; elsewhere layer 0 is left out by hand.
 */
export function compareRankings(name: string, scores: readonly number[], expected: RankingJson): CaseOutcome {
  const order = rankLayers(scores);
  const isFirstOnTop = order[0] === 0;
  const without = isFirstOnTop
    ? rankLayers(scores, { dropFirst: true })
    : order.filter((layer) => layer !== 0);
  const top = (count: number): readonly number[] => select(scores, count, false);
  const topWithout = (count: number): readonly number[] =>
    isFirstOnTop ? select(scores, count, true) : without.slice(0, count).toSorted((a, b) => a - b);
  return compareExactly(name, [
    { label: 'order', found: order, expected: expected.order },
    { label: 'order without layer 0', found: without, expected: expected.order_without_first },
    ...Object.entries(expected.top).map(([count, layers]) => ({
      label: `top ${count}`,
      found: top(Number(count)),
      expected: layers,
    })),
    ...Object.entries(expected.top_without_first).map(([count, layers]) => ({
      label: `top ${count} without layer 0`,
      found: topWithout(Number(count)),
      expected: layers,
    })),
  ]);
}

function select(scores: readonly number[], count: number, dropFirst: boolean): readonly number[] {
  return selectLayers({ method: 'cka', numLayers: scores.length, scores, count, dropFirst }).layers;
}
