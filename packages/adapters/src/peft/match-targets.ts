import { UserError } from '@lamella/core';
import { type Model, toNewerName } from '@lamella/models';

/** Which modules PEFT adapts. */
export interface TargetFields {
  /** Names that paths end with, or one regular expression that is all of a path. */
  readonly target_modules: readonly string[] | string;
  readonly layers_to_transform: readonly number[] | number | null;
}

/**
 * The layers and targets that a PEFT config stands for on a model, by PEFT's matching rule: a module is adapted if its path
 * equals a target or ends with `.target`. Paths count as our models have them and as newer releases of transformers do.
 *
 * @param where the file, for errors
 */
export function matchTargets(
  config: TargetFields,
  model: Model,
  where: string,
): { readonly layers: number[]; readonly targets: string[] } {
  const asked = config.layers_to_transform ?? [];
  const wanted = Array.isArray(asked) ? asked : [asked];
  const layers = new Set<number>();
  const targets = new Set<string>();
  const perLayer: string[] = [];
  for (const [layer, { projections }] of model.layers.entries()) {
    if (wanted.length > 0 && !wanted.includes(layer)) continue;
    for (const [name, projection] of projections) {
      const { path } = projection.base;
      const names = [path, toNewerName(model, path)];
      if (!names.some((each) => isTarget(each, config.target_modules))) continue;
      layers.add(layer);
      targets.add(name);
      perLayer.push(`${layer}/${name}`);
    }
  }
  if (layers.size === 0)
    throw new UserError(
      `Expected target_modules of ${where} to match modules of the ${model.family} model, found no match for ${[config.target_modules].flat().join(', ')}.`,
    );
  if (perLayer.length !== layers.size * targets.size)
    throw new UserError(
      `Expected the same target modules in every adapted layer, found ${perLayer.join(', ')} in ${where}, which is not supported.`,
    );
  return { layers: [...layers], targets: [...targets] };
}

function isTarget(path: string, targets: TargetFields['target_modules']): boolean {
  if (typeof targets === 'string') return new RegExp(`^(?:${targets})$`).test(path);
  return targets.some((target) => path === target || path.endsWith(`.${target}`));
}
