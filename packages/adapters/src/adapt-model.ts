import { UserError } from '@lamella/core';
import type { Parameter } from '@lamella/engine';
import type { Model } from '@lamella/models';
import type { AdaptedLinear, AdaptedModel, AdapterConfig, LoraConfig } from './adapter.ts';
import { findTargets } from './find-targets.ts';
import { type InitialMatrices, makeLinear } from './make-linear.ts';
import { checkPatterns } from './patterns/index.ts';
import { savedParameters } from './saved-modules.ts';

/**
 * Makes a model ready for fine-tuning: puts adapters around the linear maps of the given layers, and makes what is
 * trained trainable. All methods are this one function with other arguments.
 *
 * @param model a frozen model
 * @param options.initial known matrices that adapters start from, instead of new ones
 * @throws {UserError} if a layer or a target does not exist, or a rank or pattern does not fit
 */
export function adaptModel(
  model: Model,
  config: AdapterConfig,
  { initial }: { readonly initial?: InitialMatrices } = {},
): AdaptedModel {
  const loraLinears = config.kind === 'lora' ? insertLora(model, config, initial) : [];
  const trainable =
    config.kind === 'full'
      ? trainedInFull(model)
      : [
          ...loraLinears.flatMap(({ parameters }) => parameters),
          ...trainedBeside(model, config, loraLinears),
        ];
  for (const parameter of trainable) parameter.makeTrainable();
  return { trainable, loraLinears, config, remove: () => removeLora(model, loraLinears) };
}

/** The biases of adapted maps, and the modules that are trained in full. */
function trainedBeside(model: Model, config: AdapterConfig, linears: readonly AdaptedLinear[]): Parameter[] {
  if (config.kind !== 'lora') return headParameters(model);
  const { bias, savedModules } = config;
  const biases = bias === undefined ? [] : linears.flatMap(({ base }) => base.bias ?? []);
  return [
    ...biases,
    ...(savedModules === undefined ? headParameters(model) : savedParameters(model, savedModules)),
  ];
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

function insertLora(model: Model, config: LoraConfig, initial: InitialMatrices | undefined): AdaptedLinear[] {
  const targets = findTargets(model, config.layers, config.targets).filter(
    ({ projection }) => config.modules?.includes(projection.base.path) ?? true,
  );
  const modules = model.layers.flatMap(({ projections }) =>
    config.targets.flatMap((name) => projections.get(name)?.base.path ?? []),
  );
  checkPatterns(config, modules);
  const linears: AdaptedLinear[] = [];
  try {
    for (const { layer, name, projection } of targets) {
      const { base } = projection;
      if (projection !== base)
        throw new UserError(`Expected ${base.path} to be without an adapter, got one.`);
      const linear = makeLinear(base, config, initial);
      linears.push(linear);
      model.layers[layer]?.projections.set(name, linear);
    }
  } catch (error) {
    removeLora(model, linears);
    throw error;
  }
  return linears;
}

function removeLora(model: Model, linears: readonly AdaptedLinear[]): void {
  for (const { projections } of model.layers) {
    for (const [name, projection] of projections) {
      if (linears.some((linear) => linear === projection)) projections.set(name, projection.base);
    }
  }
  for (const linear of linears) linear.dispose();
}
