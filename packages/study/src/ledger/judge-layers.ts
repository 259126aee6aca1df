import { fromOneHot, layerOverlap } from '@lamella/metrics/selection';
import type { LayersClaim } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { withHalfOfTheLayers } from './find-cells.ts';
import { type ClaimJudgement, notRun } from './ledger-line.ts';

/** Compares the layers that were selected for a task with the authors': reproduced if they are the same with every seed. */
export function judgeLayers(claim: LayersClaim, cells: readonly TrialCell[]): ClaimJudgement {
  const lists = withHalfOfTheLayers(cells)
    .filter(({ trial }) => trial.method === claim.method && trial.task === claim.task)
    .flatMap(({ result }) => result?.selection.oneHot ?? []);
  const [first] = lists;
  if (first === undefined) return notRun();
  const numLayers = claim.layers.length;
  const published = fromOneHot(claim.layers, numLayers);
  const [worst] = lists
    .map((list) => ({ list, jaccard: layerOverlap(fromOneHot(list, numLayers), published) }))
    .sort((a, b) => a.jaccard - b.jaccard);
  const same = lists.filter((list) => list === claim.layers).length;
  return {
    state: same === lists.length ? 'reproduced' : 'not reproduced',
    ours: worst?.list ?? first,
    why: `Jaccard index ${(worst?.jaccard ?? 0).toFixed(2)}; ${same} of ${lists.length} lists are the same.`,
  };
}
