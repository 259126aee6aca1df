import { UserError } from '@lamella/core';
import type { Parameter } from '@lamella/core/engine';
import type { Model } from '@lamella/models';
import type { AdaptedModel, AdapterConfig, LoraConfig } from './adapter.ts';
import { findTargets } from './find-targets.ts';
import { initLora } from './lora/init.ts';
import { LoraLinear } from './lora/linear.ts';

/**
 * Makes a model ready for fine-tuning: puts adapters around the linear maps of the given layers, and makes what is
 * trained trainable. All methods are this one function with other arguments.
 *
 * @param model a frozen model
 * @throws {UserError} if a layer or a target does not exist
 */
export function adaptModel(model: Model, config: AdapterConfig): AdaptedModel {
  const loraLinears = config.kind === 'lora' ? insertLora(model, config) : [];
  const trainable =
    config.kind === 'full'
      ? trainedInFull(model)
      : [...loraLinears.flatMap(({ a, b }) => [a, b]), ...headParameters(model)];
  for (const parameter of trainable) parameter.makeTrainable();
  return { trainable, loraLinears, config, remove: () => removeLora(model, loraLinears) };
}

/** All weights but those of modules that are never trained, such as an image encoder. */
function trainedInFull({ parameters, frozenModules = [] }: Model): Parameter[] {
  return [...parameters.values()].filter(
    ({ name }) => !frozenModules.some((module) => name.startsWith(`${module}.`)),
  );
}

/** The weights of the head's trained modules. */
export function headParameters(model: Model): Parameter[] {
  return [...model.parameters.values()].filter(({ name }) =>
    model.trainedHead.some((module) => name.startsWith(`${module}.`)),
  );
}

function insertLora(model: Model, config: LoraConfig): LoraLinear[] {
  if (!Number.isInteger(config.rank) || config.rank < 1) {
    throw new UserError(`Expected the adapter's rank to be a positive integer, found ${config.rank}.`);
  }
  const targets = findTargets(model, config.layers, config.targets);
  return targets.map(({ layer, name, projection }) => {
    const { base, inFeatures, outFeatures } = projection;
    if (projection !== base)
      throw new UserError(`Expected ${base.path} to be without an adapter, found one.`);
    const linear = new LoraLinear(base, config, initLora(base.path, { ...config, inFeatures, outFeatures }));
    model.layers[layer]?.projections.set(name, linear);
    return linear;
  });
}

function removeLora(model: Model, linears: readonly LoraLinear[]): void {
  for (const { projections } of model.layers) {
    for (const [name, projection] of projections) {
      if (linears.some((linear) => linear === projection)) projections.set(name, projection.base);
    }
  }
  for (const linear of linears) linear.dispose();
}
