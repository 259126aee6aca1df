import { type Config, countNewModules, type ModelInfo } from '@lamella/planning';
import type { ModelSource, ResolvedTrial } from '@lamella/spec';

/** Where trials' models are found. */
interface Models {
  readonly modelOf: (model: ModelSource) => Pick<ModelInfo, 'config' | 'folder'>;
}

/** Parameters of what checkpoints lack besides the head, for trials that train it; undefined where the weights are not here. */
export function newModulesOf({ modelOf }: Models): (trial: ResolvedTrial) => number | undefined {
  const counts = new Map<Config, number | undefined>();
  return ({ model, training }) => {
    if (training.newModules !== 'trained') return 0;
    const info = modelOf(model);
    if (!counts.has(info.config)) counts.set(info.config, countNewModules(info));
    return counts.get(info.config);
  };
}

/** Says so where some are not known. */
export function unknownModules(counts: readonly (number | undefined)[]): readonly string[] {
  if (!counts.includes(undefined)) return [];
  return ['training.newModules: what a checkpoint lacks is counted once its weights are here'];
}
