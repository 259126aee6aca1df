import type { AdapterConfig } from '@lamella/adapters';
import type { Model } from '@lamella/models';
import { alphaAtScale, layerRanks, type ResolvedTrial } from '@lamella/spec';
import type { TrialSelection } from './trial-outcome.ts';

/** The part of a model that a trial trains: all weights, the head alone, or an adapter in the selected layers. */
export function toAdapterConfig(
  trial: ResolvedTrial,
  { layers }: Pick<TrialSelection, 'layers'>,
  model: Pick<Model, 'layers'>,
): AdapterConfig {
  // A language model has no head to train: nothing is trained then.
  if (trial.tuning === 'none') return { kind: 'head' };
  const { newModules, pooler } = trial.training;
  const added = {
    ...(newModules === 'trained' && { trainsNewModules: true }),
    ...(pooler === 'trained' && { trainsPooler: true }),
  };
  if (trial.tuning !== 'lora') return { kind: trial.tuning, ...(trial.tuning === 'head' && added) };
  const patterns = patternsOf(trial, layers, model);
  return { kind: 'lora', layers, ...trial.adapter, ...patterns, ...added, seed: trial.seed };
}

type LoraTrial = Extract<ResolvedTrial, { readonly tuning: 'lora' }>;

/** Ranks by module, and alphas that scale updates alike, where a sum of ranks does not divide by the layers. */
function patternsOf(
  { adapter, rankSum = 0 }: LoraTrial,
  layers: readonly number[],
  model: Pick<Model, 'layers'>,
): Record<string, Readonly<Record<string, number>>> {
  if (rankSum % layers.length === 0 || !('alpha' in adapter)) return {};
  const ranks = layerRanks(rankSum, layers.length);
  const raised = layers.flatMap((layer, place) => {
    const rank = ranks[place] ?? adapter.rank;
    if (rank === adapter.rank) return [];
    return adapter.targets.flatMap((name) => {
      const path = model.layers[layer]?.projections.get(name)?.base.path;
      return path === undefined ? [] : [{ path, rank, alpha: alphaAtScale(adapter, rank) }];
    });
  });
  return {
    rankPattern: Object.fromEntries(raised.map(({ path, rank }) => [path, rank])),
    alphaPattern: Object.fromEntries(raised.map(({ path, alpha }) => [path, alpha])),
  };
}
