import { UserError } from '@lamella/core';
import type { AdapterSettings } from '../language/settings.ts';
import { alphaAt, resolveAdapter } from './resolve-adapter.ts';
import type { ResolvedAdapter, ResolvedSelection, ResolvedTrial, ResolvedTuning } from './trial.ts';

/** N, the number of layers that a selection has of a model of L layers. */
export function countSelected(selection: ResolvedSelection, numLayers: number): number {
  if (selection.method === 'all') return numLayers;
  return selection.method === 'list' ? selection.layers.length : selection.count;
}

/**
 * The ranks of N adapted layers, which add up to R: ⌊R / N⌋, and one more in the R mod N lowest ones. As all layers of a model are of
 * one size, LoRA has as many parameters as in any other layers whose ranks add up to R.
 */
export function layerRanks(rankSum: number, numLayers: number): number[] {
  const rank = Math.floor(rankSum / numLayers);
  return Array.from({ length: numLayers }, (_, place) => (place < rankSum % numLayers ? rank + 1 : rank));
}

/** The sum of the ranks of a trial's adapted layers; 0 without an adapter. */
export function rankSumOf(tuning: ResolvedTuning, numLayers: number): number {
  if (tuning.selection === null) return 0;
  return tuning.rankSum ?? tuning.adapter.rank * countSelected(tuning.selection, numLayers);
}

/** The mean rank of a trial's adapted layers, to two digits; 0 without an adapter. */
export function meanRank(trial: ResolvedTrial): number {
  const { selection, numLayers } = trial;
  if (selection === null) return 0;
  return Number((rankSumOf(trial, numLayers) / countSelected(selection, numLayers)).toFixed(2));
}

/** The rank of an arm of equal parameters. */
interface Raised {
  /** Before it is raised. */
  readonly rank: number;
  /** N */
  readonly numLayers: number;
  /** The sum of the ranks of the arm that it is made equal to. */
  readonly rankSum: number;
}

/**
 * The adapter of an arm that trains as many parameters as another one, in N layers. Its updates are scaled as they were, by alpha / rank.
 *
 * @throws UserError (exit code 2) for an adapter whose parameters do not follow from its rank alone
 */
export function raisedAdapter(
  adapter: AdapterSettings,
  { rank, numLayers, rankSum }: Raised,
): { readonly adapter: ResolvedAdapter; readonly rankSum: number } {
  requireLinearInRank(adapter);
  const newRank = Math.floor(rankSum / numLayers);
  const alpha = alphaAtScale({ ...adapter, rank, alpha: alphaAt(adapter, rank) }, newRank);
  return { adapter: resolveAdapter({ ...adapter, alpha }, newRank), rankSum };
}

/** Alpha at another rank, with which the update is scaled as at the first: by alpha / r, or alpha / √r with rsLoRA. */
export function alphaAtScale(
  {
    alpha,
    rank,
    useRslora = false,
  }: { readonly alpha: number; readonly rank: number; readonly useRslora?: boolean },
  newRank: number,
): number {
  return alpha * (useRslora ? Math.sqrt(newRank / rank) : newRank / rank);
}

function requireLinearInRank({ kind = 'lora', useDora, rankPattern, alphaPattern }: AdapterSettings): void {
  const settings = {
    kind: kind === 'lora' ? undefined : kind,
    useDora: useDora === true ? true : undefined,
    rankPattern,
    alphaPattern,
  };
  const [found] = Object.entries(settings).filter(([, value]) => value !== undefined);
  if (found === undefined) return;
  throw new UserError(
    `Expected plain LoRA for the control equal-parameters, whose parameters follow from its rank alone, got adapter.${found[0]}: ${JSON.stringify(found[1])}.`,
    { exitCode: 2 },
  );
}
